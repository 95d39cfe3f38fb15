export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" class="logo-night" />
      <path class="logo-moon" d="M21.6 19.9A8.2 8.2 0 1 1 13.2 7.6a6.6 6.6 0 0 0 8.400 12.300z" />
      <circle class="logo-star" cx="22" cy="9.500" r="1.200" />
    </svg>
  );
}
