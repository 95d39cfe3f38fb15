/** The deadline that counts for a ticket now, and how near it is. */

import type { Ticket } from "../api/types";

export type Urgency = "late" | "soon" | "fine" | "paused" | "none";

export interface Deadline {
  /** Milliseconds since 1970; null when nothing is due. */
  at: number | null;
  what: "first_response" | "resolution" | null;
  urgency: Urgency;
}

const SOON = 30 * 60_000;

type Dates = Pick<Ticket, "status" | "needs_response" | "first_response_due_at" | "resolution_due_at" | "paused_at">;

export function deadline(ticket: Dates, now: number): Deadline {
  const over = ticket.status === "resolved" || ticket.status === "closed";
  const first = ticket.needs_response ? ticket.first_response_due_at : null;
  const due = over ? null : (first ?? ticket.resolution_due_at);
  if (!due) return { at: null, what: null, urgency: "none" };
  if (ticket.status === "pending" && ticket.paused_at) {
    // The clock stands still: what was left then is left now.
    return { at: now + Math.max(0, new Date(due).getTime() - new Date(ticket.paused_at).getTime()), what: first ? "first_response" : "resolution", urgency: "paused" };
  }
  const at = new Date(due).getTime();
  const urgency = at <= now ? "late" : at - now <= SOON ? "soon" : "fine";
  return { at, what: first ? "first_response" : "resolution", urgency };
}
