/** An answer between Send and what became of it. It goes on when another ticket is opened meanwhile. */

import { ApiError, get, type Problem } from "../api/client";
import { said } from "../api/said";
import type { Reply } from "../api/types";
import { t } from "../i18n";
import { customerName } from "../inbox/Row";
import { latestMessages } from "../ticket/allPages";
import { complain } from "../ticket/complain";
import { changedByOthers, changeTicket, did, inTurn, mark, newest, ownSince, type Base } from "../ticket/ownChanges";
import { later } from "../ui/later";
import { store } from "../ui/store";
import { toast } from "../ui/toasts";
import { bringBack, keepDraft, promoteNext, readDraft, readNext, type Attempt, type Draft } from "./drafts";
import { newSince, sentHere } from "./seen";
import { isSettled, outcomeOf, REFUSED, sendReply, type Outcome, type ReplyBody, type Taken } from "./sending";
import { setAside, takeBackFailed } from "./waiting";

/** Tickets whose answer waits to be sent, or is being sent. Nobody can send a second one meanwhile. */
export const inFlight = store<ReadonlySet<string>>(new Set());

const MAX_ATTEMPTS = 4;

export type Then = "stay" | "resolve" | "next";

export interface Flight {
  me: string;
  base: Base;
  written: Draft;
  body: object;
  then: Then;
  onOutcome: (outcome: Outcome, problem?: Problem) => void;
  onEnd: () => void;
}

export function launch({ me, base, written, body, then, onOutcome, onEnd }: Flight): void {
  const { seen } = base;
  const { id } = seen;
  // Another tab of this person may have sent the same draft.
  const attempt = attemptFor(written.attempt ?? readDraft(me, id)?.attempt ?? null, body);
  const kept = { ...written, attempt };
  const asked = mark(id);
  const land = (change: () => void) => {
    change();
    fly(id, false);
  };
  keepDraft(me, id, kept);
  fly(id, true);
  later(
    t("answer.sending_soon"),
    async () => {
      let well = true;
      keepDraft(me, id, { ...kept, attempt: { ...attempt, begun: true } });
      onOutcome({ busy: true, tone: "plain", text: t("answer.sending") });
      try {
        const { reply, after } = await deliver(base, attempt, written.seen ?? null, onOutcome);
        if (!isSettled(reply)) setAside(me, id, customerName(seen), { ...kept, attempt: { ...attempt, begun: true } }, reply, after);
        land(() => promoteNext(me, id));
        takeBackFailed(me, id, written, reply);
        const result = isSettled(reply) ? outcomeOf(reply) : { busy: false, tone: "plain" as const, text: t("answer.set_aside") };
        onOutcome(result);
        toast(result.text, { tone: result.tone });
        well = result.tone !== "bad";
        if (then === "resolve" && reply.status === "sent") await changeTicket(base, { status: "resolved" }, asked).catch((error: unknown) => (well = complain(error, { who: customerName(seen), ticket: id })));
        else if (then === "resolve") {
          well = false;
          toast(t("answer.not_resolved", { who: customerName(seen) }), { tone: "bad", lasts: 10_000, ticket: id });
        }
      } catch (error) {
        well = false;
        if (error instanceof ApiError && REFUSED.includes(error.status)) {
          land(() => bringBack(me, id, { ...written, attempt: null }));
          onOutcome({ busy: false, tone: "bad", text: said(error) }, error.problem);
        } else {
          land(() => {}); // the draft has its key
          onOutcome({ busy: false, tone: "bad", text: unknown(me, id) });
        }
        toast(t("answer.not_sent", { who: customerName(seen) }), { tone: "bad", lasts: 10_000, ticket: id });
      }
      onEnd();
      return well;
    },
    () => land(() => (attempt.begun ? undefined : bringBack(me, id, { ...written, attempt: null }))),
  );
}

/** Nobody knows what became of it. It is in the field again; what was typed meanwhile comes after it. */
function unknown(me: string, ticket: string): string {
  return [t("answer.unknown"), ...(readNext(me, ticket) ? [t("answer.next_kept")] : [])].join(" ");
}

/** The attempt of before if it is the same answer, else a new one. */
export function attemptFor(before: Attempt | null, body: object): Attempt {
  return before && same(before.body) === same(JSON.stringify(body)) ? before : { key: crypto.randomUUID(), body: JSON.stringify(body), begun: false };
}

/** What the customer gets. What was said to be known of makes no other answer of it. */
function same(body: string): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), allow_personal_data: undefined, beside_another: undefined });
}

/** Send it in turn. A ticket that nobody else changed is answered although its version is another one by now. */
function deliver(base: Base, attempt: Attempt, read: readonly string[] | null, onOutcome: (outcome: Outcome) => void): Promise<Taken> {
  const { seen, marked } = base;
  const send = async (taken: () => void) => {
    let { version } = newest(base);
    for (let count = 1; ; count += 1) {
      try {
        const waits = (reply: Reply) => {
          taken();
          onOutcome(outcomeOf(reply));
        };
        return await sendReply(seen.id, attempt.key, JSON.parse(attempt.body) as ReplyBody, waits, { "If-Match": `"${version}"` });
      } catch (error) {
        if (!(error instanceof ApiError && error.problem.reason === "changed") || count === MAX_ATTEMPTS) throw error;
        const now = await get("/tickets/{ticket_id}", { path: { ticket_id: seen.id } });
        if (changedByOthers(seen, now, ownSince(seen.id, marked))) throw error;
        // An edit or a deletion changes nothing of the ticket that says so.
        if (read && newSince((await latestMessages(seen.id)).messages, read).length > 0) throw error;
        version = now.version;
      }
    }
  };
  // Whatever follows waits until the API has taken it, and no longer.
  return new Promise((resolve, reject) => {
    void inTurn(
      seen.id,
      () =>
        new Promise<void>((taken) => {
          send(taken)
            .then((answered) => {
              sentHere(answered.reply.parts.map((part) => part.message_id));
              did(seen.id, { status: "pending" });
              resolve(answered);
            })
            .catch((error: unknown) => {
              did(seen.id, { answerFailed: true });
              reject(error);
            })
            .finally(taken);
        }),
    );
  });
}

function fly(ticket: string, on: boolean): void {
  inFlight.set((before) => {
    const after = new Set(before);
    if (on) after.add(ticket);
    else after.delete(ticket);
    return after;
  });
}
