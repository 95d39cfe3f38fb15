import type { Ticket } from "../api/types";
import { dayIn } from "../time/zone";
import { dueAt, isDue } from "./due";

/** What the list of the API does not tell apart by itself: it is asked by full hours. `at` is when the ticket is due. */
export function dueInView(view: string, due: string | undefined, at: number | null, now: number): boolean {
  if (due && !isDue(due, at, now)) return false;
  if (view === "soon") return isDue("next", at, now);
  return view !== "overdue" || isDue("late", at, now);
}

export function inView(view: string, due: string | undefined, ticket: Ticket, now: number, zone: string): boolean {
  if (!dueInView(view, due, dueAt(ticket, now), now)) return false;
  if (view === "resolved") return ticket.resolved_at !== null && dayIn(Date.parse(ticket.resolved_at), zone) === dayIn(now, zone);
  return true;
}
