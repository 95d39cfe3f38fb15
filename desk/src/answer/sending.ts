/** What becomes of an answer after it was sent to the API. */

import { ApiError, call, Unreachable, type Options } from "../api/client";
import { refusal } from "../api/said";
import type { Reply } from "../api/types";
import type { paths } from "../api/schema";
import { language, t } from "../i18n";

export interface Outcome {
  busy: boolean;
  tone: "plain" | "good" | "bad";
  text: string;
}

export type ReplyBody = Options<paths["/tickets/{ticket_id}/replies"]["post"]>["body"];

/** Statuses with which the API surely sent nothing. After any other one the same key must be used again. */
export const REFUSED = [400, 404, 409, 413, 415, 422];
const MAX_ATTEMPTS = 5;
const PAUSE = 2_000;
const LONGEST_PAUSE = 10; // seconds: who is asked to wait longer is not kept waiting

/** What the API has taken, and in how many seconds it wants to be asked again. */
export interface Taken {
  reply: Reply;
  after: number;
}

/** Whether it is known what became of it. */
export function isSettled(reply: Reply): boolean {
  return reply.status === "sent" || reply.status === "partly_sent";
}

/**
 * Send, and follow the answer until it is known to be sent, or for some tries. The key makes a repeated request harmless, so a request
 * whose response got lost is repeated; a platform that asks to wait for long is not waited for. Rejects with `ApiError` when it was refused, with `Unreachable` when nobody knows.
 */
export async function sendReply(ticket: string, key: string, body: ReplyBody, onWaiting: (reply: Reply) => void, headers: Record<string, string> = {}): Promise<Taken> {
  let taken: Taken | null = null;
  for (let attempt = 1; ; attempt += 1) {
    let pause = PAUSE * attempt;
    try {
      const answer = await call("post", "/tickets/{ticket_id}/replies", { path: { ticket_id: ticket }, body, headers: { "Idempotency-Key": key, ...headers } });
      taken = { reply: answer.body, after: answer.retryAfter ?? 5 };
      if (answer.status === 201 || attempt === MAX_ATTEMPTS || taken.after > LONGEST_PAUSE) return taken;
      onWaiting(taken.reply);
      pause = taken.after * 1000;
    } catch (error) {
      const passing = error instanceof Unreachable || (error instanceof ApiError && [429, 503].includes(error.status));
      if (!passing || attempt === MAX_ATTEMPTS) {
        if (taken) return taken; // it was taken: sending continues without us
        throw error;
      }
    }
    await new Promise((resolve) => window.setTimeout(resolve, pause));
  }
}

export function outcomeOf(reply: Reply): Outcome {
  if (reply.status === "sent") return { busy: false, tone: "good", text: t("answer.sent") };
  if (reply.status === "partly_sent") {
    const failed = reply.parts.find((part) => part.status === "failed");
    const why = failed ? refusal(failed.error, language() === "en" ? failed.detail : failed.error && `${t("refused.not_sent")} (${failed.error})`) : "";
    return { busy: false, tone: "bad", text: `${t("answer.partly_sent")} ${why}`.trim() };
  }
  return { busy: true, tone: "plain", text: t(reply.status === "unknown" ? "answer.checking" : "answer.waiting") };
}
