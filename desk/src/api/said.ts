/** What the API refused, in the reader's language: its reasons are codes, its sentences are English. */

import { language, t, wordOr, type Key } from "../i18n";
import { ApiError } from "./client";

const FORBIDDEN = 403;
const OLD_VERSION = 412;
const TOO_MANY = 429;

/** Where there is no reason, its sentence is English: whoever reads another language is told what the status says. */
const BY_STATUS: Record<number, Key> = { 404: "refused.not_found", 409: "refused.busy", 500: "refused.internal", 503: "refused.not_now" };

export function refusal(reason: string | null | undefined, detail: string | null | undefined): string {
  return reason ? wordOr("refused", reason, detail ?? reason) : (detail ?? "");
}

export function said(error: unknown): string {
  if (!(error instanceof ApiError)) return t("unreachable");
  if (error.status === OLD_VERSION || error.problem.reason === "changed") return t("changed_meanwhile");
  if (error.status === TOO_MANY) return t("refused.busy");
  if (error.status === FORBIDDEN) return refusal(error.problem.reason ?? "not_allowed", error.problem.detail);
  return refusal(error.problem.reason, language() === "en" ? error.problem.detail : t(BY_STATUS[error.status] ?? "refused.invalid"));
}
