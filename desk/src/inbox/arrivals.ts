/** What comes into the list that is shown, wherever it stands in it: the request for the counts at the side names it. */

import { useEffect, useRef } from "preact/hooks";
import { queryText } from "../api/client";
import type { Arrival, Counts } from "../api/types";
import { store, useStore } from "../ui/store";
import type { TicketsQuery } from "./views";

/** The list of which arrivals are asked for; null: none. */
export const shownList = store<string | null>(null);

/** What the API said last. */
export const arrived = store<Pick<Counts, "brand" | "shown"> | null>(null);

/** When each ticket came that the reader knows of. Null: nothing is known of this list yet. */
export type Known = ReadonlyMap<string, string> | null;

/** What stands in the first answer was there before, but for what came after the list itself was read. */
export function beforeThe(read: number, arrivals: readonly Arrival[]): Known {
  return known(arrivals.filter(({ at }) => Date.parse(at) <= read));
}

export function known(arrivals: readonly Arrival[], before: Known = null): Known {
  return new Map([...(before ?? []), ...arrivals.map(({ ticket, at }) => [ticket, at] as const)]);
}

/** What came since; a ticket whose customer has written once more has come once more. */
export function news(arrivals: readonly Arrival[], before: Known): Arrival[] {
  return before === null ? [] : arrivals.filter(({ ticket, at }) => (before.get(ticket) ?? "") < at);
}

/** `key` names the list, which was read at that instant; null: what is new in it stands where the page looks anyway. */
export function useArrivals(key: string | null, query: TicketsQuery | null, read: number): { arrivals: Arrival[]; forget: () => void } {
  const text = key && query ? queryText({ ...query, brand: null }) : null;
  const answer = useStore(arrived);
  const arrivals = answer?.brand === query?.brand && answer?.shown?.query === text ? answer?.shown?.arrivals : null;
  const seen = useRef<{ text: string | null; known: Known }>({ text: null, known: null });
  useEffect(() => {
    shownList.set(text);
    return () => shownList.set(null);
  }, [text]);
  if (text === null || !arrivals) return { arrivals: [], forget: () => {} };
  if (seen.current.text !== text) seen.current = { text, known: beforeThe(read, arrivals) };
  return {
    arrivals: news(arrivals, seen.current.known),
    forget: () => {
      seen.current = { text, known: known(arrivals, seen.current.known) };
    },
  };
}
