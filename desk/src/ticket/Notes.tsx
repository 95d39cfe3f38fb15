import type { Ref } from "preact";
import { forwardRef } from "preact/compat";
import { useEffect, useImperativeHandle, useRef, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { Agent, Note } from "../api/types";
import { t } from "../i18n";
import { full, moment } from "../time/span";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/toasts";
import { complain } from "./complain";

export interface NotesHandle {
  focus: () => void;
}

interface Properties {
  ticket: string;
  version: number;
  agents: readonly Agent[];
  now: number;
}

/** Notes for colleagues. Customers never see them; `@name` tells a colleague. */
export const Notes = forwardRef(function Notes({ ticket, version, agents, now }: Properties, ref: Ref<NotesHandle>) {
  const [notes, setNotes] = useState<Note[]>([]);
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  const load = () => get("/tickets/{ticket_id}/notes", { path: { ticket_id: ticket } }).then((answer) => setNotes(answer.items), () => {});
  useEffect(() => void load(), [ticket, version]);

  const write = async () => {
    if (!text.trim()) return;
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    try {
      await call("post", "/tickets/{ticket_id}/notes", { path: { ticket_id: ticket }, body: { text: text.trim(), mentions: mentioned(text, agents) }, headers });
      setText("");
      toast(t("note.kept"), { tone: "good" });
    } catch (error) {
      complain(error);
    }
    void load();
  };

  return (
    <section class="notes" aria-label={t("notes")}>
      <h2>
        <Icon name="note" /> {t("notes")}
      </h2>
      <ul>
        {notes.map((note) => (
          <li key={note.id}>
            <p class="message-head">
              <strong dir="auto">{note.author.name}</strong>
              <time dateTime={note.at} title={full(note.at)}>
                {moment(note.at, now)}
              </time>
            </p>
            <p class="text" dir="auto">
              {note.text}
            </p>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void write();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void write();
          } else if (event.key === "Escape") field.current?.blur();
        }}
      >
        <textarea ref={field} rows={3} maxLength={4000} dir="auto" value={text} aria-label={t("note.new")} placeholder={t("note.hint")} onInput={(event) => setText(event.currentTarget.value)} />
        {suggestions(text, agents).map((agent) => (
          <button
            key={agent.id}
            type="button"
            class="chip"
            onClick={() => {
              setText(text.replace(/@[\p{L}\p{M}'-]*$/u, `@${agent.name} `));
              field.current?.focus();
            }}
          >
            @{agent.name}
          </button>
        ))}
        {text && <button type="submit">{t("note.keep")}</button>}
      </form>
    </section>
  );
});

/** Ids of the colleagues whose names stand behind an `@`. */
export function mentioned(text: string, agents: readonly Agent[]): string[] {
  const folded = text.toLocaleLowerCase();
  return agents.filter((agent) => agent.id && folded.includes(`@${agent.name.toLocaleLowerCase()}`)).map((agent) => agent.id!);
}

/** Colleagues whose name begins like what is being typed. */
export function suggestions(text: string, agents: readonly Agent[]): Agent[] {
  const typed = /@([\p{L}\p{M}'-]*)$/u.exec(text)?.[1]?.toLocaleLowerCase();
  if (typed === undefined) return [];
  return agents.filter((agent) => agent.id && agent.name.toLocaleLowerCase().split(" ").some((word) => word.startsWith(typed))).slice(0, 5);
}
