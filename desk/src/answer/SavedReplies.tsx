import { useEffect, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { SavedReply, Ticket } from "../api/types";
import { t } from "../i18n";
import { complain } from "../ticket/complain";

const ASKED = /(^|\s)\/([^\s/]*)$/;

/** What is typed after a `/` at the end of the text, or null. */
export function asked(text: string): string | null {
  return ASKED.exec(text)?.[2]?.toLocaleLowerCase() ?? null;
}

/** The text with the `/…` at its end replaced. */
export function filled(text: string, reply: string): string {
  return text.replace(ASKED, (_, before: string) => before + reply);
}

interface Properties {
  ticket: Ticket;
  text: string;
  onChosen: (text: string) => void;
}

/** Answers that are used again and again: `/` and a few letters of the title. */
export function SavedReplies({ ticket, text, onChosen }: Properties) {
  const wanted = asked(text);
  const [replies, setReplies] = useState<SavedReply[] | null>(null);
  useEffect(() => {
    if (wanted !== null && replies === null) get("/saved-replies", { query: { brand: ticket.brand } }).then((answer) => setReplies(answer.items), complain);
  }, [wanted === null]);
  if (wanted === null || !replies) return null;
  const found = replies.filter((reply) => reply.title.toLocaleLowerCase().includes(wanted)).slice(0, 8);
  const use = async (reply: SavedReply) => {
    try {
      const { body } = await call("post", "/saved-replies/{reply_id}/use", { path: { reply_id: reply.id }, body: { ticket_id: ticket.id } as never });
      onChosen(filled(text, body.text));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <ul class="saved-replies" aria-label={t("saved")}>
      {found.map((reply) => (
        <li key={reply.id}>
          <button type="button" class="quiet" onClick={() => void use(reply)}>
            {reply.title}
          </button>
        </li>
      ))}
      {found.length === 0 && <li class="muted">{t(replies.length === 0 ? "saved.none" : "search.nothing")}</li>}
    </ul>
  );
}
