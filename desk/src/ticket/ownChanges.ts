/**
 * Changes of a ticket that follow each other. What somebody does here raises the version too, so a version that is no longer
 * the present one says nothing yet: what counts is whether somebody else changed what was decided on.
 */

import { ApiError, call, get, type Answer } from "../api/client";
import type { Ticket } from "../api/types";

/** What came of an own action: the ticket as the API answered, or what of it is known to follow. */
type Effect = Partial<Ticket> & { answerFailed?: boolean; noted?: boolean };

export type Change = Partial<Record<keyof Ticket, unknown>>;

const MAX_ATTEMPTS = 4;

const effects = new Map<string, Effect[]>();
const turns = new Map<string, Promise<unknown>>();

/** Something that was done here is known to have changed the ticket. */
export function did(ticket: string, effect: Effect): void {
  effects.set(ticket, [...(effects.get(ticket) ?? []), effect]);
}

/** How much was done until now. What follows is given by `ownSince`. */
export function mark(ticket: string): number {
  return effects.get(ticket)?.length ?? 0;
}

export function ownSince(ticket: string, marked: number): readonly Effect[] {
  return (effects.get(ticket) ?? []).slice(marked);
}

/** One after the other: what was asked for first is done first, and what follows knows what came of it. */
export function inTurn<T>(ticket: string, act: () => Promise<T>): Promise<T> {
  const mine = (turns.get(ticket) ?? Promise.resolve()).then(act);
  turns.set(ticket, mine.catch(() => {}));
  return mine;
}

/** Whether the customer wrote, or a colleague did something that matters to whoever decided on `seen`. `fields` are to be changed. */
export function changedByOthers(seen: Ticket, now: Ticket, own: readonly Effect[], fields: readonly (keyof Ticket)[] = []): boolean {
  if (now.message_count !== seen.message_count || now.last_customer_message_at !== seen.last_customer_message_at) return true;
  if ((now.notes_count ?? 0) - (seen.notes_count ?? 0) > own.filter((effect) => effect.noted).length) return true;
  return (["assignee", "status", ...fields] as const).some((field) => {
    const values = [seen[field], ...own.filter((effect) => field in effect).map((effect) => effect[field])];
    return !values.some((value) => JSON.stringify(value) === JSON.stringify(now[field]));
  });
}

/** On what somebody decided. `seen`: the ticket when the messages on the screen were read; `marked`: what was done here by then. */
export interface Base {
  seen: Ticket;
  marked: number;
  /** As it was last read. */
  latest: Ticket;
}

/** The version to begin with: the last one that is known, unless somebody else changed what was seen. */
export function newest({ seen, marked, latest }: Base, fields: readonly (keyof Ticket)[] = []): Ticket {
  return changedByOthers(seen, latest, ownSince(seen.id, marked), fields) ? seen : latest;
}

/** Not done, because it was asked for together with an answer that was not sent. */
export class NotAnswered extends Error {}

/**
 * Change a ticket, in turn. A function gets the ticket as it is by then. Rejects with `ApiError` 412 where somebody else
 * changed it meanwhile; with `NotAnswered` if it is to be resolved, and an answer that waited then was not sent.
 */
export function changeTicket(base: Base, change: Change | ((now: Ticket) => Change), asked = mark(base.seen.id)): Promise<Answer<Ticket>> {
  const { seen, marked } = base;
  const fields = typeof change === "function" ? [] : (Object.keys(change) as (keyof Ticket)[]);
  return inTurn(seen.id, async () => {
    const path = { ticket_id: seen.id };
    let now = newest(base, fields);
    for (let attempt = 1; ; attempt += 1) {
      const body = typeof change === "function" ? change(now) : change;
      if (body.status === "resolved" && ownSince(seen.id, asked).some((effect) => effect.answerFailed)) throw new NotAnswered();
      try {
        const answer = await call("patch", "/tickets/{ticket_id}", { path, body: body as never, headers: { "If-Match": `"${now.version}"` } });
        did(seen.id, answer.body);
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 412) || attempt === MAX_ATTEMPTS) throw error;
        now = await get("/tickets/{ticket_id}", { path });
        if (changedByOthers(seen, now, ownSince(seen.id, marked), fields)) throw error;
      }
    }
  });
}
