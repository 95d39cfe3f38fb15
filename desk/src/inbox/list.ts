/** What an inbox shows while tickets come, change and go: nothing jumps under the cursor. */

import type { Ticket } from "../api/types";

export interface Shown {
  rows: Ticket[];
  /** Tickets that are in the list now and not on the screen. */
  fresh: Ticket[];
  /** Ids on the screen that are no longer in the list. */
  left: ReadonlySet<string>;
}

/**
 * The rows on the screen keep their places and get their new contents; what is new waits until it is asked for.
 *
 * `latest` is the list from its beginning, or all of it if it is `complete`. A row that is missing while a later one is
 * there has left its place; what is missing at the end may only have been pushed further down. Likewise what now
 * stands behind all rows of the screen is not new in a longer list: it has moved up.
 */
export function follow(before: Ticket[], latest: Ticket[], complete: boolean): Shown {
  if (before.length === 0) return { rows: latest, fresh: [], left: new Set() };
  const now = new Map(latest.map((ticket) => [ticket.id, ticket]));
  const known = new Set(before.map((ticket) => ticket.id));
  const rows = before.map((ticket) => newer(ticket, now.get(ticket.id)));
  const last = complete ? latest.length : latest.findLastIndex((ticket) => known.has(ticket.id));
  const fresh = latest.filter((ticket, place) => place < last && !known.has(ticket.id));
  const reached = complete ? before.length : before.findLastIndex((ticket) => now.has(ticket.id));
  const left = new Set(before.filter((ticket, place) => place < reached && !now.has(ticket.id)).map((ticket) => ticket.id));
  return { rows, fresh, left };
}

export function newer(before: Ticket, after: Ticket | undefined): Ticket {
  return after && after.version >= before.version ? after : before;
}

/** The neighbour of a row; the first or last one where there is no current. */
export function neighbour(rows: readonly { id: string }[], current: string | null, step: 1 | -1): string | null {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.id === current);
  if (at < 0) return (step === 1 ? rows[0] : rows[rows.length - 1])?.id ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id ?? null;
}
