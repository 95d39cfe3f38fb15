import { ApiError } from "../api/client";
import { t } from "../i18n";
import { toast } from "../ui/toasts";

/** Say what went wrong with something that was asked for. */
export function complain(error: unknown): void {
  if (error instanceof ApiError) {
    const text = error.status === 412 ? t("changed_meanwhile") : error.problem.detail;
    toast(text, { tone: "bad", lasts: 8_000 });
  } else toast(t("unreachable"), { tone: "bad", lasts: 8_000 });
}
