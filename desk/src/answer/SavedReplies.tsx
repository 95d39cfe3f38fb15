import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { SavedReply, Ticket } from "../api/types";
import { t } from "../i18n";
import { complain } from "../ticket/complain";
import { Suggestions } from "../ui/Suggestions";

const ASKED = /(^|\s)\/([^\s/]*)$/;

/** What is typed after a `/` at the end of the text, or null. */
export function asked(text: string): string | null {
  return ASKED.exec(text)?.[2]?.toLocaleLowerCase() ?? null;
}

/** The text with the `/…` at its end replaced. */
export function filled(text: string, reply: string): string {
  return text.replace(ASKED, (_, before: string) => before + reply);
}

/** The same in a text that was typed on while the reply was read: what was typed stays. */
export function filledIn(now: string, before: string, reply: string): string {
  if (now.startsWith(before)) return filled(before, reply) + now.slice(before.length);
  const found = ASKED.test(now) ? filled(now, reply) : null;
  return found ?? (now.trim() ? `${now.trimEnd()} ${reply}` : reply);
}

interface Properties {
  ticket: Ticket;
  text: string;
  field: RefObject<HTMLTextAreaElement>;
  onChosen: (change: (now: string) => string) => void;
}

const SHOWN = 8;

/** Answers that are used again and again: `/` and a few letters of the title, arrows and Enter. */
export function SavedReplies({ ticket, text, field, onChosen }: Properties) {
  const wanted = asked(text);
  const [replies, setReplies] = useState<SavedReply[] | null>(null);
  useEffect(() => {
    if (wanted !== null && replies === null) get("/saved-replies", { query: { brand: ticket.brand } }).then((answer) => setReplies(answer.items), complain);
  }, [wanted === null]);
  if (wanted === null || !replies) return null;
  const found = replies.filter((reply) => reply.title.toLocaleLowerCase().includes(wanted)).slice(0, SHOWN);
  const use = async (reply: SavedReply) => {
    try {
      const { body } = await call("post", "/saved-replies/{reply_id}/use", { path: { reply_id: reply.id }, body: { ticket_id: ticket.id } as never });
      onChosen((now) => filledIn(now, text, body.text));
    } catch (error) {
      complain(error);
    }
  };
  if (found.length === 0) return <p class="muted">{t(replies.length === 0 ? "saved.none" : "search.nothing")}</p>;
  return <Suggestions field={field} label={t("saved")} items={found} text={(reply) => reply.title} onChosen={(reply) => void use(reply)} />;
}
