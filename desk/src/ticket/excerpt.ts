import type { Ticket } from "../api/types";
import { t, word } from "../i18n";

/** The beginning of the last message; of a message without words, what it is. */
export function excerptOf(ticket: Pick<Ticket, "excerpt" | "excerpt_kind" | "excerpt_title" | "excerpt_duration">): string {
  if (ticket.excerpt_kind === "text" && ticket.excerpt) return ticket.excerpt;
  const what = word("excerpt", ticket.excerpt_kind === "text" ? "other" : ticket.excerpt_kind);
  const seconds = ticket.excerpt_duration;
  const more = [seconds === null ? null : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`, ticket.excerpt_title].filter(Boolean).join(", ");
  return more ? t("excerpt.more", { what, more }) : `[${what}]`;
}
