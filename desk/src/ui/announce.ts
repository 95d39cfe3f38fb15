/** What a screen reader says without the focus moving. One polite region for the whole page. */

import { store } from "./store";

export const announced = store("");

export function announce(text: string): void {
  announced.set("");
  window.setTimeout(() => announced.set(text), 50);
}
