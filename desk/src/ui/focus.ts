/** Whether somebody is writing: then nothing takes the focus, and letters are no keys. */
export function isWriting(): boolean {
  const focused = document.activeElement;
  if (!focused) return false;
  if (focused.closest("textarea, select, [contenteditable], dialog")) return true;
  return focused instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(focused.type);
}

/** Where the page goes on for whoever works by keyboard, once what had the focus is gone. */
export function keepFocus(): void {
  window.setTimeout(() => {
    if (document.activeElement === document.body || !document.activeElement) (document.getElementById("list-title") ?? document.getElementById("content"))?.focus();
  }, 50);
}
