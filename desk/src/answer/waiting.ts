/**
 * Answers that the API has taken and no platform has confirmed yet. Each stays on this device, and is asked about until it
 * is known what became of it: then it goes, or its text comes back into the field.
 */

import { ApiError, call, get } from "../api/client";
import { said } from "../api/said";
import type { Reply } from "../api/types";
import { t } from "../i18n";
import { did } from "../ticket/ownChanges";
import { store } from "../ui/store";
import { toast } from "../ui/toasts";
import { bringBack, dropWaiting, keepWaiting, readAllWaiting, readDraft, type Draft, type Waiting } from "./drafts";
import { sentHere } from "./seen";
import { isSettled, outcomeOf, REFUSED, type ReplyBody } from "./sending";
import { now } from "../time/clock";

const FIRST = 15_000;
const SELDOM = 60_000;

/** Changes whenever one begins or ends to wait, or is known better. */
export const waitingAnswers = store<readonly Waiting[]>([]);
/** Tickets whose draft was put together anew: a field that shows it reads it again. */
export const broughtBack = store<{ ticket: string; count: number }>({ ticket: "", count: 0 });

const timers = new Map<string, number>();

/** Whatever waits of this person is asked about: after a reload too, and whichever ticket is open. */
export function followWaiting(me: string): void {
  show(me);
  for (const each of waitingAnswers.get()) if (!timers.has(each.key)) plan(me, each.key, 0);
}

export function setAside(me: string, ticket: string, who: string, written: Draft, reply: Reply, after: number): void {
  const attempt = written.attempt!;
  keepWaiting(me, { key: attempt.key, ticket, who, draft: written, status: reply.status, at: now() });
  show(me);
  plan(me, attempt.key, pauseOf(after));
}

/** Ask now. */
export function askNow(me: string, key: string): void {
  plan(me, key, 0);
}

/** Nobody is signed in any more. */
export function stopFollowing(): void {
  for (const timer of timers.values()) window.clearTimeout(timer);
  timers.clear();
  waitingAnswers.set([]);
}

function show(me: string): void {
  waitingAnswers.set(readAllWaiting(me));
}

/** Somebody waits to read what became of it, however many hours the platform asks to wait. */
function pauseOf(seconds: number): number {
  return Math.min(SELDOM, Math.max(FIRST, seconds * 1000));
}

function plan(me: string, key: string, pause: number): void {
  window.clearTimeout(timers.get(key));
  timers.set(key, window.setTimeout(() => void ask(me, key), pause));
}

async function ask(me: string, key: string): Promise<void> {
  const one = readAllWaiting(me).find((each) => each.key === key);
  if (!one) return over(me, key); // another tab knows what became of it
  const { ticket, who, draft } = one;
  try {
    const answer = await call("post", "/tickets/{ticket_id}/replies", { path: { ticket_id: ticket }, body: JSON.parse(draft.attempt!.body) as ReplyBody, headers: { "Idempotency-Key": key } });
    const reply = answer.body;
    if (!isSettled(reply)) {
      keepWaiting(me, { ...one, status: reply.status });
      show(me);
      return plan(me, key, pauseOf(answer.retryAfter ?? 0));
    }
    dropWaiting(me, one);
    sentHere(reply.parts.map((part) => part.message_id));
    did(ticket, { status: "pending" });
    const { text, tone } = outcomeOf(reply);
    takeBackFailed(me, ticket, draft, reply);
    toast(t("about", { who, text }), { tone, lasts: 8_000, ticket });
    over(me, key);
  } catch (error) {
    if (!(error instanceof ApiError && REFUSED.includes(error.status))) return plan(me, key, SELDOM);
    const stands = await standsFor(ticket);
    dropWaiting(me, one);
    takeBack(me, stands, { ...draft, attempt: null });
    toast(t("answer.came_back", { who, why: said(error) }), { tone: "bad", lasts: 10_000, ticket: stands });
    over(me, key);
  }
}

/** The ticket in which the customer is answered: that one, unless it was merged. */
function standsFor(ticket: string): Promise<string> {
  return get("/tickets/{ticket_id}", { path: { ticket_id: ticket } }).then((now) => now.merged_into ?? ticket, () => ticket);
}

function over(me: string, key: string): void {
  timers.delete(key);
  show(me);
}

/** Of an answer of several messages some were sent: what the others said is a draft again, for the reader it was meant for. */
export function takeBackFailed(me: string, ticket: string, draft: Draft, reply: Reply): void {
  const failed = reply.parts.filter((part) => part.status === "failed" && part.visibility === "private");
  const text = failed.map((part) => part.text).filter(Boolean).join("\n");
  const files = failed.some((part) => part.attachments.length > 0) ? (draft.files ?? []) : [];
  if (text || files.length > 0) takeBack(me, ticket, { ...draft, mode: "private", text, privateText: "", files, attempt: null });
}

/** It stands before what was typed meanwhile. */
function takeBack(me: string, ticket: string, draft: Draft): void {
  bringBack(me, ticket, draft, readDraft(me, ticket));
  broughtBack.set((before) => ({ ticket, count: before.count + 1 }));
}
