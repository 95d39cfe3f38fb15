/** Tickets that are resolved in a moment: their rows say so while it can still be taken back. */

import { store } from "../ui/store";

export const leavingTickets = store<ReadonlySet<string>>(new Set());

export function leaving(ticket: string, on: boolean): void {
  leavingTickets.set((before) => {
    const after = new Set(before);
    if (on) after.add(ticket);
    else after.delete(ticket);
    return after;
  });
}
