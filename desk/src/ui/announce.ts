/** What a screen reader says without the focus moving. One polite region for the whole page. */

import { store } from "./store";

export const announced = store("");
let said: string[] = [];

/** Several in one moment are said one after the other. */
export function announce(text: string): void {
  said.push(text);
  if (said.length > 1) return;
  announced.set("");
  window.setTimeout(() => {
    announced.set([...new Set(said)].join(" · "));
    said = [];
  }, 50);
}
