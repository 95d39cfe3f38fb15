/** Rows of a long list that the page does not ask for again and again: what has changed of them is read from the log of changes. */

import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Ticket } from "../api/types";
import type { TicketsQuery } from "./views";
import { now } from "../time/clock";

export const FURTHER_EVERY = 15_000;
const AT_ONCE = 100;
const MOST_READINGS = 5; // pages of changes

/** The last change that was seen, and what has changed, as it was last read. */
export interface Reading {
  since: number;
  changed: ReadonlyMap<string, Ticket>;
}

export function begin(now: number): Reading {
  return { since: now, changed: new Map() };
}

export function take(reading: Reading, changed: readonly Ticket[]): Reading {
  const since = Math.max(reading.since, ...changed.map((ticket) => Date.parse(ticket.updated_at)));
  return { since, changed: new Map([...reading.changed, ...changed.map((ticket) => [ticket.id, ticket] as const)]) };
}

/** `key` names the list; null: all rows are asked for anyway, and nothing is read. */
export function useFurther(key: string | null, query: TicketsQuery | null): ReadonlyMap<string, Ticket> {
  const reading = useRef(begin(0));
  useEffect(() => {
    reading.current = begin(now());
  }, [key]); // before the first question below
  usePolled(
    key && `further ${key}`,
    async (_, signal) => {
      const changed = await changes(query ?? {}, reading.current.since, signal);
      reading.current = take(reading.current, changed);
      return { status: 200, body: reading.current, etag: null, retryAfter: null };
    },
    FURTHER_EVERY,
  );
  return reading.current.changed;
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
