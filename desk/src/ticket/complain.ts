import { said } from "../api/said";
import { t } from "../i18n";
import { toast } from "../ui/toasts";
import { NotAnswered } from "./ownChanges";

/** Say what went wrong with something that was asked for; false, for it was not done. `about` names a ticket that may no longer be the open one. */
export function complain(error: unknown, about?: { who: string; ticket: string }): false {
  if (error instanceof NotAnswered && about) {
    toast(t("answer.not_resolved", { who: about.who }), { tone: "bad", lasts: 8_000, ticket: about.ticket });
    return false;
  }
  const text = said(error);
  toast(about ? t("about", { who: about.who, text }) : text, { tone: "bad", lasts: 8_000, ticket: about?.ticket });
  return false;
}
