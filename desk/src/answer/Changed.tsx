import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Message, Note } from "../api/types";
import { plural, t } from "../i18n";
import { Dialog } from "../ui/Dialog";

interface Properties {
  ticket: string;
  me: string;
  since: readonly Message[];
  /** How many notes colleagues have written since. */
  notes: number;
  /** Whose answer is on its way. */
  pending: string | null;
  inPublic: boolean;
  onBack: () => void;
  onSend: () => void;
}

/** What came in after writing began, and whether the answer still fits. */
export function Changed({ ticket, me, since, notes, pending, inPublic, onBack, onSend }: Properties) {
  const [written, setWritten] = useState<readonly Note[]>([]);
  useEffect(() => {
    if (notes > 0) get("/tickets/{ticket_id}/notes", { path: { ticket_id: ticket } }).then(({ items }) => setWritten(items.filter((note) => note.author.id !== me).slice(-notes)), () => {});
  }, [notes]);
  return (
    <Dialog title={t("changed.title")} onClose={onBack}>
      {pending !== null && <p>{t("answer.pending", { who: pending })}</p>}
      {since.length + notes > 0 && <p>{t("changed.new")}</p>}
      <ul class="changed">
        {since.map((message) => (
          <li key={message.id} class="bubble" dir="auto">
            <strong>{message.author.name ?? message.author.handle}</strong> {message.deleted_at ? <em>{t("changed.deleted")}</em> : (message.text ?? t("message.without_words"))}
            {message.edited_at && !message.deleted_at && <span class="muted"> ({t("message.edited")})</span>}
          </li>
        ))}
        {written.map((note) => (
          <li key={note.id} class="bubble" dir="auto">
            <strong>{note.author.name}</strong> <span class="chip">{t("changed.note")}</span> {note.text}
          </li>
        ))}
      </ul>
      {notes > written.length && <p>{plural("changed.notes", notes)}</p>}
      {inPublic && since.some((message) => message.visibility === "private") && <p class="answer-note bad">{t("changed.private")}</p>}
      <footer>
        <button type="button" onClick={onBack}>
          {t("changed.back")}
        </button>
        <button type="button" class="primary" onClick={onSend}>
          {t("changed.send")}
        </button>
      </footer>
    </Dialog>
  );
}
