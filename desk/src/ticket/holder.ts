import type { Ticket } from "../api/types";

/** Who has the ticket, as a name to show. */
export function heldBy(ticket: Ticket): string | null {
  return ticket.assignee_name ?? ticket.assignee ?? ticket.claimed_by;
}
