/** What a screen reader says without the focus moving. One polite region for the whole page. */

import { store } from "./store";

export const announced = store("");
const SHOWN = 1_000; // milliseconds that a text stands there before another one takes its place
let said: string[] = [];
let next = 0;

/** Several in one moment are said together, and what comes soon after that waits until they were read. */
export function announce(text: string): void {
  said.push(text);
  if (said.length > 1) return;
  window.setTimeout(say, Math.max(0, next - Date.now()));
}

function say(): void {
  announced.set(""); // the same text once more is news, too
  window.setTimeout(() => {
    announced.set([...new Set(said)].join(" · "));
    said = [];
    next = Date.now() + SHOWN;
  }, 50);
}
