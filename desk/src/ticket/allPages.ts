/** Lists of a ticket that are read to their end. */

import { get } from "../api/client";
import type { Message } from "../api/types";

const MAX_PAGES = 10;

export function allMessages(ticket: string): Promise<Message[]> {
  return all((cursor) => get("/tickets/{ticket_id}/messages", { path: { ticket_id: ticket }, query: { limit: 100, cursor } }));
}

/** Every page of a list, ten at most. */
export async function all<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const answer = await page(cursor);
    items.push(...answer.items);
    if (!answer.next_cursor) break;
    cursor = answer.next_cursor;
  }
  return items;
}
