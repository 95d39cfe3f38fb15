/** Giving a ticket to somebody, and taking that back, without taking it from whoever has got it meanwhile. */

import { ApiError, call, get, type Answer } from "../api/client";
import type { Ticket } from "../api/types";
import { did, inTurn } from "./ownChanges";

const MAX_ATTEMPTS = 3;
const OLD_VERSION = 412;

/** Somebody else has it by now. */
export class HeldByAnother extends Error {
  constructor(public readonly ticket: Ticket) {
    super();
  }
}

/** Null: to nobody. Rejects with `HeldByAnother` unless it is still held by `from`, whatever else has changed. */
export function hand(id: string, from: string | null, to: string | null): Promise<Answer<Ticket>> {
  const path = { ticket_id: id };
  return inTurn(id, async () => {
    for (let attempt = 1; ; attempt += 1) {
      const now = await get("/tickets/{ticket_id}", { path });
      if (now.assignee !== from) throw new HeldByAnother(now);
      const { body } = await call("post", "/tickets/bulk", { body: { tickets: [id], versions: { [id]: now.version }, ...(to === null ? { release: true } : { assignee: to }) } as never });
      const result = body.results[0]!;
      if (result.status < 400) {
        did(id, { assignee: to });
        return call("get", "/tickets/{ticket_id}", { path });
      }
      if (result.status !== OLD_VERSION || attempt === MAX_ATTEMPTS) throw new ApiError(result.status, { status: result.status, detail: result.detail ?? "", reason: result.reason ?? undefined });
    }
  });
}
