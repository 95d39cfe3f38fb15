/** Which messages somebody had before their eyes when they began to write. */

import type { Message } from "../api/types";

/** Ids of messages that are no news: they were sent from this page, or asked for. */
const own = new Set<string>();

export function sentHere(ids: Iterable<string | null>): void {
  for (const id of ids) if (id) own.add(id);
}

/** A message as it was read: one that its customer edits or deletes is another one to whoever answers it. */
export function readAs(message: Message): string {
  const changes = [message.edited_at, message.deleted_at].filter(Boolean);
  return [message.id, ...changes].join(" ");
}

/** Earlier messages that somebody has asked for are not news. */
export function shownEarlier(messages: readonly Message[]): void {
  for (const message of messages) own.add(message.id);
}

/** What came in since, late messages too: when they were written says nothing about when they were seen. */
export function newSince(messages: readonly Message[], seen: readonly string[]): Message[] {
  const known = new Set(seen);
  return messages.filter((message) => !known.has(readAs(message)) && !own.has(message.id));
}
