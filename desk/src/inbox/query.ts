/** What is asked of the API for a list: its own conditions, and what somebody has chosen on top. */

import { askEarly } from "../api/client";
import type { Route } from "../routing/route";
import { dueQuery } from "./due";
import type { Chosen } from "./Filters";
import { viewOf, type TicketsQuery } from "./views";
import { now } from "../time/clock";

export const PAGE = 25;
/** Filters with one value. */
const SINGLE: readonly string[] = ["due_after", "due_before", "resolved_after", "updated_since", "sort"];

export function chosenOf(query: string): Chosen {
  return Object.fromEntries(new URLSearchParams(query)) as Chosen;
}

/** Null: nothing can be in this list now. */
export function listQuery(view: TicketsQuery | null, chosen: Chosen, brand: string, now: number): TicketsQuery | null {
  if (view === null) return null;
  const { q, due, ...filters } = chosen;
  const lists = Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, SINGLE.includes(name) ? value : value?.split(",")]));
  return { ...view, ...lists, ...(q ? { q } : {}), ...(due ? dueQuery(due, now) : {}), brand, limit: PAGE } as TicketsQuery;
}

/** In which order the API answers: see `GET /tickets`. */
export function orderOf(query: TicketsQuery | null): "deadline" | "waiting" | "latest" | "changed" | "mentioned" {
  if (query?.updated_since) return "changed";
  if (query?.mentioned?.length === 1) return "mentioned";
  if (query?.resolved_after || query?.status?.some((each) => each === "resolved" || each === "closed")) return "latest";
  return query?.sort === "waiting" ? "waiting" : "deadline";
}

/** As soon as somebody has come back from the issuer: what the page needs first is asked for at once, not one by one. */
export function askFirst(here: Route, brand: string | null): void {
  askEarly("/brands", null);
  if (here.page !== "inbox" || brand === null) return;
  const view = viewOf(here.view);
  if (view.query.length > 0) return; // it depends on who it is, which is asked for meanwhile
  askEarly("/tickets", listQuery((view.query as () => TicketsQuery)(), chosenOf(here.query), brand, now()));
}
