import type { Ref } from "preact";
import { forwardRef } from "preact/compat";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { Agent, Note } from "../api/types";
import { keepNote, onNoteElsewhere, readNote, readNoteKey, restAfter } from "../answer/drafts";
import { t } from "../i18n";
import { full, moment } from "../time/span";
import { Icon } from "../ui/Icon";
import { Suggestions } from "../ui/Suggestions";
import { toast } from "../ui/toasts";
import { complain } from "./complain";
import { did, inTurn } from "./ownChanges";

export interface NotesHandle {
  focus: () => void;
}

interface Properties {
  ticket: string;
  version: number;
  /** The ticket stands in the reader's list of notes to them. */
  named: boolean;
  me: string;
  agents: readonly Agent[];
  now: number;
  onChanged: () => void;
}

/** Notes for colleagues. Customers never see them; `@name` tells a colleague. */
export const Notes = forwardRef(function Notes({ ticket, version, named, me, agents, now, onChanged }: Properties, ref: Ref<NotesHandle>) {
  const [notes, setNotes] = useState<Note[]>([]);
  const [text, setText] = useState(() => readNote(me, ticket));
  const attempt = useRef(readNoteKey(me, ticket)); // the same key again writes no second note
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  const load = () => get("/tickets/{ticket_id}/notes", { path: { ticket_id: ticket } }).then((answer) => setNotes(answer.items), () => {});
  useEffect(() => void load(), [ticket, version]);

  useLayoutEffect(() => keepNote(me, ticket, text, attempt.current), [text]);

  useEffect(
    () =>
      onNoteElsewhere(me, ticket, () => {
        attempt.current = readNoteKey(me, ticket);
        setText(readNote(me, ticket));
      }),
    [me, ticket],
  );

  const write = async () => {
    if (!text.trim()) return;
    attempt.current ||= crypto.randomUUID();
    keepNote(me, ticket, text, attempt.current);
    const headers = { "Idempotency-Key": attempt.current };
    try {
      await inTurn(ticket, () => call("post", "/tickets/{ticket_id}/notes", { path: { ticket_id: ticket }, body: { text: text.trim(), mentions: mentioned(text, agents) }, headers }));
      did(ticket, { noted: true });
      attempt.current = "";
      keepNote(me, ticket, restAfter(text, readNote(me, ticket))); // the ticket may have been left meanwhile
      setText((now) => restAfter(text, now));
      toast(t("note.kept"), { tone: "good" });
    } catch (error) {
      complain(error);
    }
    void load();
    onChanged();
  };

  const read = async () => {
    try {
      await inTurn(ticket, () => call("post", "/tickets/{ticket_id}/notes/read", { path: { ticket_id: ticket }, body: {} }));
    } catch (error) {
      complain(error);
    }
    onChanged();
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
              {note.ticket_id !== ticket && <span class="chip">{t("note.of_merged", { id: note.ticket_id })}</span>}
              {note.mentions.includes(me) && <span class="chip warn">{t("note.to_you")}</span>}
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
      {named && (
        <button type="button" onClick={() => void read()}>
          {t("note.read")}
        </button>
      )}
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
        <textarea
          ref={field}
          rows={3}
          maxLength={4000}
          dir="auto"
          value={text}
          aria-label={t("note.new")}
          placeholder={t("note.hint")}
          onInput={(event) => {
            attempt.current = "";
            setText(event.currentTarget.value);
          }}
        />
        <Suggestions
          field={field}
          label={t("note.whom")}
          items={suggestions(text, agents)}
          text={(agent) => `@${agent.name}`}
          onChosen={(agent) => setText(text.replace(/@[\p{L}\p{M}'-]*$/u, `@${agent.name} `))}
        />
        {text && <button type="submit">{t("note.keep")}</button>}
      </form>
    </section>
  );
});

/** Ids of the colleagues whose names stand behind an `@`. A name that goes on is another one: `@Anna` is not Ann. */
export function mentioned(text: string, agents: readonly Agent[]): string[] {
  const folded = text.toLocaleLowerCase();
  const named = agents.filter((agent) => agent.id).map((agent) => ({ id: agent.id!, name: `@${agent.name.toLocaleLowerCase()}` }));
  const longest = named.sort((one, other) => other.name.length - one.name.length);
  const found = new Set<string>();
  for (let at = folded.indexOf("@"); at >= 0; at = folded.indexOf("@", at + 1)) {
    if (/[\p{L}\p{N}._-]$/u.test(folded.slice(0, at))) continue; // a mail address
    const here = longest.filter(({ name }) => folded.startsWith(name, at) && !/^-?[\p{L}\p{M}\p{N}]/u.test(folded.slice(at + name.length)));
    for (const { id, name } of here) if (name.length === here[0]!.name.length) found.add(id);
  }
  return [...found];
}

/** Colleagues whose name begins like what is being typed. */
export function suggestions(text: string, agents: readonly Agent[]): Agent[] {
  const typed = /@([\p{L}\p{M}'-]*)$/u.exec(text)?.[1]?.toLocaleLowerCase();
  if (typed === undefined) return [];
  return agents.filter((agent) => agent.id && agent.name.toLocaleLowerCase().split(" ").some((word) => word.startsWith(typed))).slice(0, 5);
}
