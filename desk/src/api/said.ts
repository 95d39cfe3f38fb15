/** What the API refused, in the reader's language: its reasons are codes, its sentences are English. */

import { language, t, wordOr, type Key } from "../i18n";
import { ApiError } from "./client";

const FORBIDDEN = 403;
const OLD_VERSION = 412;
const TOO_MANY = 429;

/** Where there is no reason, its sentence is English: whoever reads another language is told what the status says. */
const BY_STATUS: Record<number, Key> = { 404: "refused.not_found", 409: "refused.busy", 500: "refused.internal", 503: "refused.not_now" };

/** What platforms answer, where we have a sentence for it. */
const BY_PLATFORM: Record<string, Key> = {
  meta_10: "refused.window_closed",
  meta_10_2534022: "refused.window_closed",
  meta_10_2018278: "refused.window_closed",
  meta_10_2018300: "refused.handed_over",
  meta_100_33: "refused.message_gone",
  meta_506: "refused.duplicate",
  meta_551: "refused.not_reachable",
  meta_10900: "refused.answered_once",
  x_duplicate: "refused.duplicate",
  x_403: "refused.not_reachable",
  x_404: "refused.message_gone",
  telegram_403: "refused.not_reachable",
  not_supported: "refused.not_supported",
  attachment_gone: "refused.attachment_not_found",
  upload_x_processing_failed: "refused.attachment_type",
  meta_100_2018008: "refused.attachment_not_found",
  meta_100_2018047: "refused.attachment_type",
  no_target: "refused.author_unknown",
  no_token: "refused.account_stopped",
};

/** Null for a code of which nothing is known. */
export function platformRefusal(code: string): string | null {
  const known = BY_PLATFORM[code];
  return known ? t(known) : wordOr("refused", code, "") || null;
}

export function refusal(reason: string | null | undefined, detail: string | null | undefined): string {
  return (reason && platformRefusal(reason)) || (detail ?? reason ?? "");
}

export function said(error: unknown): string {
  if (!(error instanceof ApiError)) return t("unreachable");
  if (error.status === OLD_VERSION || error.problem.reason === "changed") return t("changed_meanwhile");
  if (error.status === TOO_MANY) return t("refused.busy");
  if (error.status === FORBIDDEN) return refusal(error.problem.reason ?? "not_allowed", error.problem.detail);
  return refusal(error.problem.reason, language() === "en" ? error.problem.detail : t(BY_STATUS[error.status] ?? "refused.invalid"));
}
