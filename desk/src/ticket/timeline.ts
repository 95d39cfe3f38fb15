/** Messages and what happened to the ticket, in one order. What happened in a row is folded into one line. */

import type { HistoryEntry, Message } from "../api/types";

export type Piece = { kind: "message"; at: string; message: Message } | { kind: "events"; at: string; events: HistoryEntry[] };

export function timeline(messages: readonly Message[], history: readonly HistoryEntry[]): Piece[] {
  const texts: Piece[] = messages.map((message) => ({ kind: "message", at: message.occurred_at ?? message.received_at ?? "", message }));
  const events = history.map((entry) => ({ at: entry.at, entry }));
  const pieces: Piece[] = [];
  let next = 0;
  const fold = (until: string | null) => {
    const folded: HistoryEntry[] = [];
    while (next < events.length && (until === null || events[next]!.at < until)) folded.push(events[next++]!.entry);
    if (folded.length > 0) pieces.push({ kind: "events", at: folded[0]!.at, events: folded });
  };
  for (const text of texts) {
    fold(text.at);
    pieces.push(text);
  }
  fold(null);
  return pieces;
}
