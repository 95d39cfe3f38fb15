/**
 * Whether the page shows what it was opened for. What only stands beside it is asked for then: each request of a page that
 * opens may have to wait for a function to start, and many of them wait longer than few.
 */

import { store } from "./store";

export const drawn = store(false);

const AT_LAST = 3_000;

/** Once, when somebody is signed in: whatever happens, nothing is held back for longer. */
export function waitForFirst(): () => void {
  const timer = window.setTimeout(() => drawn.set(true), AT_LAST);
  return () => window.clearTimeout(timer);
}
