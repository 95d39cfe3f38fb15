/** Which messages somebody had before their eyes when they began to write. */

import type { Message } from "../api/types";

/** Ids of messages that were sent from this page: they change nothing for whoever sent them. */
const own = new Set<string>();

export function sentHere(ids: Iterable<string | null>): void {
  for (const id of ids) if (id) own.add(id);
}

/** What came in since, late messages too: when they were written says nothing about when they were seen. */
export function newSince(messages: readonly Message[], seen: readonly string[]): Message[] {
  const known = new Set(seen);
  return messages.filter((message) => !known.has(message.id) && !own.has(message.id));
}
