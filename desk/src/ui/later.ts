/** Something that happens in five seconds unless it is taken back. */

import { store } from "./store";
import { toast } from "./toasts";

export const UNDO_MS = 5_000;

const waiting = store(0);

export function later(text: string, act: () => void | Promise<void>, undone: () => void = () => {}): void {
  let timer = 0;
  const done = () => waiting.set((count) => count - 1);
  waiting.set((count) => count + 1);
  toast(text, {
    lasts: UNDO_MS,
    undo: () => {
      window.clearTimeout(timer);
      done();
      undone();
    },
  });
  timer = window.setTimeout(() => {
    done();
    void act();
  }, UNDO_MS);
}

/** A page that is closed within the five seconds asks first: what waits would be lost. */
export function guardLeaving(): void {
  window.addEventListener("beforeunload", (event) => {
    if (waiting.get() > 0) event.preventDefault();
  });
}
