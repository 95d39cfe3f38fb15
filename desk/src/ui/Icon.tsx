/** Small pictures, drawn here: no font, no other host. They say nothing that the text beside them does not say. */

const PATHS = {
  inbox: "M3 12h5l2 3h4l2-3h5M5 5h14l2 7v7H3v-7z",
  board: "M4 20V10m6 10V4m6 16v-7m4 7H2",
  reports: "M4 4v16h16M8 15l3-4 3 2 5-7",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm5 12 4 4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 9c0-4 4-6 8-6s8 2 8 6",
  lock: "M6 11h12v9H6zm3 0V8a3 3 0 0 1 6 0v3",
  globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18",
  check: "m5 12 5 5 9-10",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1m2 4a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5",
  alert: "M12 4 2.5 20h19zM12 10v4m0 3v.01",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4v5l3 2",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  moon: "M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.5 1.5m11 11L19 19M5 19l1.5-1.5m11-11L19 5",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M8 14h8",
  out: "M10 4H5v16h5M9 12h11m-4-4 4 4-4 4",
  send: "M4 12 20 4l-5 16-4-6z",
  clip: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
