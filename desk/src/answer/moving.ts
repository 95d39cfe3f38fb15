/** A ticket was merged: whoever writes in it takes along what they have typed. */

import { keepWaiting, moveDrafts, promoteNext, readDraft } from "./drafts";
import { inFlight } from "./flight";
import { moveUploads } from "./uploading";
import { followWaiting } from "./waiting";
import { now } from "../time/clock";

/**
 * An answer of which nobody knows whether it was sent is not taken along: it is asked about under its key, where it was
 * sent. Nor is one that is on its way.
 */
export function moveAlong(person: string, from: string, to: string, who: string): void {
  const flying = inFlight.get().has(from);
  const written = readDraft(person, from);
  const unknown = flying ? null : written?.attempt?.begun ? { ...written, attempt: written.attempt } : null;
  if (unknown) {
    keepWaiting(person, { key: unknown.attempt.key, ticket: from, who, draft: unknown, status: "unknown", at: now() });
    promoteNext(person, from);
  }
  moveDrafts(person, from, to, flying);
  moveUploads(person, from, to);
  if (unknown) followWaiting(person);
}
