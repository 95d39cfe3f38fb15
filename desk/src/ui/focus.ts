/** Whether somebody is writing: then nothing takes the focus, and letters are no keys. */
export function isWriting(): boolean {
  const focused = document.activeElement;
  if (!focused) return false;
  if (focused.closest("textarea, select, [contenteditable], dialog")) return true;
  return focused instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(focused.type);
}

const nothingHasIt = () => !document.activeElement || document.activeElement === document.body;

/** The heading of the list, once it is drawn. */
export function toList(): void {
  window.setTimeout(() => nothingHasIt() && focusOne(headings(false)), 50);
}

const LOOKS = 100;
const BUSY = 3_000; // milliseconds that a button may be switched off while its work is done

/**
 * What has the focus may be taken away by what it does, or by a colleague: a button that is gone, or is switched off, a row
 * that leaves its list. Whoever works by keyboard goes on beside it, or at the heading of where it was.
 */
export function guardFocus(): void {
  let last: Element | null = null; // what had the focus
  let beside: (Element | null | undefined)[] = [];
  let dialog: HTMLDialogElement | null = null;
  let offSince = 0;
  document.addEventListener("focusin", (event) => {
    last = event.target as Element;
    dialog = last.closest("dialog");
    offSince = 0;
    const item = last.closest("li");
    beside = [...[item?.nextElementSibling, item?.previousElementSibling].map((each) => each?.querySelector("a, button")), ...headings(last.closest(".ticket") !== null)];
  });
  window.setInterval(() => {
    if (!last || !nothingHasIt()) return;
    if (last.isConnected) {
      if (!last.matches(":disabled")) {
        if (offSince) (last as HTMLElement).focus();
        else last = null; // somebody has left it
        return;
      }
      offSince ||= performance.now();
      if (performance.now() - offSince < BUSY) return;
    }
    last = null;
    focusOne(dialog?.open ? [...dialog.querySelectorAll("input, textarea, select, button")] : beside);
  }, LOOKS);
}

function headings(ofTicket: boolean): (Element | null)[] {
  return [ofTicket ? "ticket-title" : "list-title", "list-title", "content"].map((id) => document.getElementById(id));
}

/** The first of these that can have the focus. */
function focusOne(places: readonly (Element | null | undefined)[]): void {
  (places.find((each) => each?.isConnected && !each.matches(":disabled")) as HTMLElement | undefined)?.focus();
}
