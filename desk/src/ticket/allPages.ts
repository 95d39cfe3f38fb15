/** Lists of a ticket that are read to their end. */

import { get } from "../api/client";
import type { Message } from "../api/types";

const PAGE = 100;
const MAX_PAGES = 10;
/** Of the latest messages, before somebody asks for earlier ones; and how many more then. */
export const FIRST_MESSAGES = 200;
export const MORE_MESSAGES = 100;

/** The latest messages in their order, `wanted` at most, and whether there are earlier ones. A page may have fewer than were asked for. */
export async function latestMessages(ticket: string, wanted = FIRST_MESSAGES): Promise<{ messages: Message[]; earlier: boolean }> {
  const messages: Message[] = [];
  let cursor: string | undefined;
  do {
    const answer = await get("/tickets/{ticket_id}/messages", { path: { ticket_id: ticket }, query: { limit: PAGE, newest_first: true, cursor } });
    messages.push(...answer.items);
    cursor = answer.next_cursor ?? undefined;
  } while (cursor && messages.length < wanted);
  return { messages: messages.slice(0, wanted).reverse(), earlier: cursor !== undefined || messages.length > wanted };
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
