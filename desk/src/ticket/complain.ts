import { said } from "../api/said";
import type { Ticket } from "../api/types";
import { t } from "../i18n";
import { toast } from "../ui/toasts";
import { HeldByAnother } from "./hand";
import { heldBy } from "./holder";
import { NotAnswered } from "./ownChanges";

/** Say what went wrong with something that was asked for; false, for it was not done. `about` names a ticket that may no longer be the open one. */
export function complain(error: unknown, about?: { who: string; ticket: string }): false {
  if (error instanceof NotAnswered && about) {
    toast(t("answer.not_resolved", { who: about.who }), { tone: "bad", lasts: 8_000, ticket: about.ticket });
    return false;
  }
  const text = error instanceof HeldByAnother ? another(error.ticket) : said(error);
  toast(about ? t("about", { who: about.who, text }) : text, { tone: "bad", lasts: 8_000, ticket: about?.ticket });
  return false;
}

function another(ticket: Ticket): string {
  const who = heldBy(ticket);
  return who ? t("held_by_another", { who }) : t("now_nobodys");
}
