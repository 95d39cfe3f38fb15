/** New tickets beyond the first page of a long list. The list is in the order of deadlines: a new ticket is seldom in front. */

import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Ticket } from "../api/types";
import type { TicketsQuery } from "./views";
import { now } from "../time/clock";

export const FURTHER_EVERY = 15_000;
const AT_ONCE = 100;
const MOST_READINGS = 5; // pages of changes; on a day with more in two minutes, the counts at the side are enough
const OVERLAP = 120_000; // the API begins so much earlier than it is asked to, since a change may appear late

/** What is known from the API's list of changes, in milliseconds since 1970. */
export interface Reading {
  /** When the list was opened. */
  began: number;
  /** The last change that was seen. */
  since: number;
  /** Tickets that are not new to the reader. Null: nothing has been read yet. */
  known: ReadonlySet<string> | null;
  fresh: ReadonlyMap<string, Ticket>;
  /** From when on a wait that begins is news. */
  waits: number;
  /** What has changed, as it was last read: rows that no other question asks for follow it. */
  changed: ReadonlyMap<string, Ticket>;
}

export function begin(now: number): Reading {
  return { began: now, since: now, known: null, fresh: new Map(), waits: now, changed: new Map() };
}

/** What the first reading finds was there before; later it is new if it was made since, or its customer has begun to wait since. */
export function take(reading: Reading, changed: readonly Ticket[]): Reading {
  const since = Math.max(reading.since, ...changed.map((ticket) => Date.parse(ticket.updated_at)));
  const known = reading.known;
  const latest = new Map([...reading.changed, ...changed.map((ticket) => [ticket.id, ticket] as const)]);
  if (known === null) return { ...reading, since, changed: latest, known: new Set(changed.map((ticket) => ticket.id)) };
  const fresh = new Map(reading.fresh);
  for (const ticket of changed) {
    const waits = ticket.status === "new" || ticket.status === "open";
    if (!waits) fresh.delete(ticket.id);
    else if (!known.has(ticket.id) && Date.parse(ticket.created_at) >= reading.began - OVERLAP) fresh.set(ticket.id, ticket);
    else if (Date.parse(ticket.waiting_since ?? "") > reading.waits) fresh.set(ticket.id, ticket);
  }
  return { ...reading, since, fresh, changed: latest };
}

/** The reader has been shown what was new. */
export function forget(reading: Reading): Reading {
  return { ...reading, known: new Set([...(reading.known ?? []), ...reading.fresh.keys()]), fresh: new Map(), waits: reading.since };
}

/** `key` names the list; null: it is not long, and nothing is asked. */
export function useFurther(key: string | null, query: TicketsQuery | null): { tickets: Ticket[]; changed: ReadonlyMap<string, Ticket>; forget: () => void } {
  const reading = useRef(begin(0));
  useEffect(() => {
    reading.current = begin(now());
  }, [key]); // before the first question below
  const polled = usePolled(
    key && `further ${key}`,
    async (_, signal) => {
      const changed = await changes(query ?? {}, reading.current.since, signal);
      reading.current = take(reading.current, changed);
      return { status: 200, body: [...reading.current.fresh.values()], etag: null, retryAfter: null };
    },
    FURTHER_EVERY,
  );
  return {
    tickets: polled.data ?? [],
    changed: reading.current.changed,
    forget: () => {
      reading.current = forget(reading.current);
      polled.put([]);
    },
  };
}

async function changes(query: TicketsQuery, since: number, signal: AbortSignal): Promise<Ticket[]> {
  const found: Ticket[] = [];
  let cursor: string | null = null;
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const asked: TicketsQuery = { ...query, updated_since: new Date(since).toISOString(), limit: AT_ONCE, ...(cursor ? { cursor } : {}) };
    const { body } = await call("get", "/tickets", { query: asked, signal });
    found.push(...body.items);
    cursor = body.next_cursor;
    if (!cursor) break;
  }
  return found;
}
