import type { Ticket } from "../api/types";
import { dayIn } from "../time/zone";
import { isDue } from "./due";

/** What the list of the API does not tell apart by itself. */
export function inView(view: string, due: string | undefined, ticket: Ticket, now: number, zone: string): boolean {
  if (due && !isDue(due, ticket, now)) return false;
  if (view === "soon") return isDue("next", ticket, now);
  if (view === "overdue") return isDue("late", ticket, now);
  if (view === "resolved") return ticket.resolved_at !== null && dayIn(Date.parse(ticket.resolved_at), zone) === dayIn(now, zone);
  return true;
}
