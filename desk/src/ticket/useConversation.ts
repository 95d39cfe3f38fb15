/** The messages and the history of a ticket and of those merged into it: read again when it changes, when that failed, and while files are fetched. */

import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api/client";
import type { HistoryEntry, Message, Ticket } from "../api/types";
import { all, FIRST_MESSAGES, latestMessages, MORE_MESSAGES } from "./allPages";
import { shownEarlier } from "../answer/seen";
import { mark } from "./ownChanges";

const AGAIN = 5_000;

export interface Conversation {
  messages: Message[] | null;
  history: HistoryEntry[];
  failed: boolean;
  reload: () => void;
  /** Null: there are no earlier messages than those. */
  loadEarlier: (() => void) | null;
  /** The ticket as it was known when these messages were asked for, and what had been done here by then. */
  seen: { ticket: Ticket; marked: number } | null;
}

export function useConversation(id: string, ticket: Ticket | null): Conversation {
  const [messages, setMessages] = useState<Message[] | null>(null);
  const [history, setHistory] = useState<HistoryEntry[]>([]);
  const [seen, setSeen] = useState<Conversation["seen"]>(null);
  const [earlier, setEarlier] = useState(false);
  const wanted = useRef(FIRST_MESSAGES);
  const [failed, setFailed] = useState(false);
  const latest = useRef(ticket);
  latest.current = ticket;
  const known = useRef<Message[] | null>(null);
  const asksEarlier = useRef(false);
  const load = useRef<(unless?: number) => void>(() => {});

  useEffect(() => {
    let shown = true;
    wanted.current = FIRST_MESSAGES;
    let timer = 0;
    let running = false;
    let again = false;
    let read: number | undefined; // the version for which was asked last

    // What is under way is shown when it comes, and read again if the ticket has changed since.
    const round = async () => {
      window.clearTimeout(timer);
      running = true;
      again = false;
      const of = latest.current;
      read = of?.version;
      const marked = mark(id);
      try {
        const texts = latestMessages(id, wanted.current);
        const events = [id, ...(of?.merged_tickets ?? [])].map((ticket_id) => all((cursor) => get("/tickets/{ticket_id}/history", { path: { ticket_id }, query: { limit: 100, cursor } })));
        const [said, ...happened] = await Promise.all([texts, ...events]);
        if (!shown) return;
        const oldest = known.current?.[0];
        if (asksEarlier.current && oldest) shownEarlier(said.messages.slice(0, Math.max(0, said.messages.findIndex((each) => each.id === oldest.id))));
        asksEarlier.current = false;
        known.current = said.messages;
        setMessages(said.messages);
        setEarlier(said.earlier);
        setHistory(happened.flat().sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)));
        setSeen(of && { ticket: of, marked });
        setFailed(false);
        if (said.messages.some((message) => message.attachments.some((each) => each.status === "pending"))) timer = window.setTimeout(ask, AGAIN);
      } catch {
        if (!shown) return;
        setFailed(true);
        timer = window.setTimeout(ask, AGAIN);
      }
      running = false;
      if (again) void round();
    };
    const ask = (version?: number) => {
      if (version !== undefined && version === read) return;
      if (running) again = true;
      else void round();
    };
    load.current = ask;
    return () => {
      shown = false;
      window.clearTimeout(timer);
    };
  }, [id]);

  useEffect(() => load.current(ticket?.version), [id, ticket?.version]);

  const loadEarlier = () => {
    wanted.current += MORE_MESSAGES;
    asksEarlier.current = true;
    load.current();
  };
  return { messages, history, failed, seen, reload: () => load.current(), loadEarlier: earlier ? loadEarlier : null };
}
