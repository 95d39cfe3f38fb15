/** Where an answer can go. */

import { refusal } from "../api/said";
import type { Message, ReplyOptions, Ticket } from "../api/types";
import type { Mode } from "./drafts";

export const MODES = ["public", "private", "move_to_private"] as const;

/** The customer's latest message; conversations of a ticket are read one after the other, so it is not always the last. */
export function latestOfCustomer(messages: readonly Message[]): Message | undefined {
  const at = (message: Message) => Date.parse(message.occurred_at ?? message.received_at ?? "") || 0;
  return messages.filter((each) => each.direction === "inbound").reduce<Message | undefined>((latest, each) => (latest && at(latest) > at(each) ? latest : each), undefined);
}

/**
 * Where an answer goes unless somebody chooses: where the customer wrote last. What was opened in public may have gone on in
 * private, and while that is not read yet, it may have.
 */
export function beginsAs(ticket: Ticket, messages: readonly Message[] | null): Mode {
  if (ticket.visibility === "private") return "private";
  if (!messages) return ticket.continues_in_private || ticket.merged_tickets?.length ? "private" : "public";
  return latestOfCustomer(messages)?.visibility === "private" ? "private" : "public";
}

/** Why an answer cannot go this way now, or null. */
export function whyNot(mode: Mode, options: ReplyOptions | null): string | null {
  if (!options) return null;
  const needed = mode === "move_to_private" ? [options.private, options.public] : [options[mode]];
  const missing = needed.find((route) => !route.possible);
  return missing ? refusal(missing.reason, missing.detail) : null;
}

/**
 * The chosen way, or a more private one while nothing is written. Nobody but the person who writes makes public what was
 * meant for one reader: an impossible way stays chosen, and nothing is sent on it.
 */
export function possibleMode(chosen: Mode, options: ReplyOptions, written: boolean): Mode {
  if (written || whyNot(chosen, options) === null || whyNot("private", options) !== null) return chosen;
  return "private";
}
