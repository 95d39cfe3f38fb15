/** Writing an answer: where it goes, how long it is, what must not stand in it, and what became of it. */

import type { Ref } from "preact";
import { forwardRef } from "preact/compat";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Me, Message, ReplyOptions, Ticket } from "../api/types";
import { plural, t, word } from "../i18n";
import { initials as initialsOf } from "../Shell";
import { mark, ownSince, type Base } from "../ticket/ownChanges";
import { noteTyping } from "../ticket/presence";
import { Icon } from "../ui/Icon";
import { useStore } from "../ui/store";
import { Changed } from "./Changed";
import { contentOf, isEmpty, joined, keepDraft, keepNext, onDraftElsewhere, promoteNext, readDraft, readNext, unkept, type Draft, type Mode } from "./drafts";
import { ChooseFiles, fault, FileList, useFiles } from "./Files";
import { inFlight, launch, type Then } from "./flight";
import { length, signed } from "./length";
import { Marked } from "./Marked";
import { beginsAs, latestOfCustomer, possibleMode } from "./modes";
import { SavedReplies } from "./SavedReplies";
import { newSince, readAs } from "./seen";
import type { Outcome } from "./sending";
import { useFindings } from "./useFindings";
import { broughtBack } from "./waiting";
import { Ways } from "./Ways";

export interface AnswerHandle {
  focus: () => void;
  /** Puts a text behind what is written. */
  insert: (text: string) => void;
}

interface Properties {
  ticket: Ticket;
  /** Null until they are read. */
  messages: readonly Message[] | null;
  /** What whoever writes has before their eyes. */
  base: Base;
  me: Me;
  onSent: () => void;
  onNext: () => void;
}

const NOTHING: Pick<Draft, "text" | "privateText"> = { text: "", privateText: "" };

export const Answer = forwardRef(function Answer({ ticket, messages, base, me, onSent, onNext }: Properties, ref: Ref<AnswerHandle>) {
  const flying = useStore(inFlight).has(ticket.id);
  const lost = useStore(unkept);
  const kept = useRef<Draft | null | undefined>(undefined);
  if (kept.current === undefined) kept.current = first(me.id, ticket.id, flying);
  const [options, setOptions] = useState<ReplyOptions | null>(null);
  const [mode, setMode] = useState<Mode>(kept.current?.mode ?? beginsAs(ticket, messages));
  const [text, setText] = useState(kept.current?.text ?? "");
  const [privateText, setPrivateText] = useState(kept.current?.privateText ?? "");
  const [signature, setSignature] = useState(kept.current?.initials ?? (me.agent?.initials || initialsOf(me.name)));
  const [outcome, setOutcome] = useState<Outcome | null>(() => perhaps(kept.current));
  const [changed, setChanged] = useState<Then | null>(null);
  const [allowed, allow] = useState<string | null>(null); // what was on the screen when it was allowed
  const [dropping, setDropping] = useState(false);
  const files = useFiles(ticket.brand, { person: me.id, ticket: ticket.id, mode }, kept.current?.files);
  const field = useRef<HTMLTextAreaElement>(null);
  const seen = useRef(kept.current?.seen ?? null); // messages as they were read
  const noted = useRef({ count: kept.current?.notes ?? ticket.notes_count, marked: mark(ticket.id) });
  const attempt = useRef(kept.current?.attempt ?? null);
  const { findings, found } = useFindings(ticket.id, text, signature, mode !== "private" && !flying);
  const asShown = JSON.stringify([mode, text, signature, findings]);
  const allows = findings.length > 0 && allowed === asShown;
  const nothing = isEmpty({ text, privateText }) && files.all.length === 0;
  const known = useRef(contentOf(kept.current)); // what this tab last wrote or read
  const written = useRef(!nothing);
  written.current = !nothing;

  useImperativeHandle(
    ref,
    () => ({
      focus: () => field.current?.focus(),
      insert: (added) => {
        setText((before) => (before.trim() ? `${before.trimEnd()} ${added} ` : `${added} `));
        field.current?.focus();
      },
    }),
    [],
  );

  useEffect(() => {
    let shown = true;
    call("get", "/tickets/{ticket_id}/reply-options", { path: { ticket_id: ticket.id } }).then(
      ({ body }) => {
        if (!shown) return;
        setOptions(body);
        setMode((chosen) => possibleMode(chosen, body, written.current));
      },
      () => {},
    );
    return () => {
      shown = false;
    };
  }, [ticket.id, ticket.version]);

  // Who chose a way chose it for what the customer had said by then; `undefined`: before anything was read.
  const latest = messages ? (latestOfCustomer(messages)?.id ?? null) : undefined;
  const chose = useRef<{ after: string | null | undefined } | null>(null);
  useLayoutEffect(() => {
    if (chose.current && chose.current.after === undefined) chose.current.after = latest;
    if (!nothing || flying || (chose.current && chose.current.after === latest)) return;
    const begins = beginsAs(ticket, messages);
    setMode(options ? possibleMode(begins, options, false) : begins);
  }, [latest, flying, ticket.continues_in_private]);

  const show = (draft: Partial<Draft> & typeof NOTHING) => {
    if (draft.mode) setMode(draft.mode);
    setText(draft.text);
    setPrivateText(draft.privateText);
    if (draft.initials !== undefined) setSignature(draft.initials);
    files.replace(draft.files ?? []);
    seen.current = draft.seen ?? null;
    noted.current = { count: draft.notes ?? ticket.notes_count, marked: mark(ticket.id) };
    attempt.current = draft.attempt ?? null;
    known.current = contentOf(draft.mode ? (draft as Draft) : null);
  };

  const back = useStore(broughtBack);
  const shownBack = useRef(back.count);
  useLayoutEffect(() => {
    if (shownBack.current === back.count || back.ticket !== ticket.id || flying) return;
    shownBack.current = back.count;
    show(readDraft(me.id, ticket.id) ?? NOTHING);
    setOutcome(null);
  }, [back]);

  const flew = useRef(flying);
  // At once, not after the next frame: an answer that comes back meanwhile is put together with what was typed.
  useLayoutEffect(() => {
    if (flew.current !== flying) {
      flew.current = flying;
      const there = flying ? readNext(me.id, ticket.id) : readDraft(me.id, ticket.id); // sent, taken back or refused
      if (flying || there) return show(there ?? NOTHING);
    }
    if (nothing) attempt.current = null;
    if (nothing || !seen.current) {
      seen.current = messages && messages.map(readAs);
      noted.current = { count: ticket.notes_count, marked: mark(ticket.id) };
    }
    const [read, write] = flying ? [readNext, keepNext] : [readDraft, keepDraft];
    const [mine, stored] = [draft(), read(me.id, ticket.id)];
    if (contentOf(mine) === known.current) {
      // Nothing was typed here. What is kept may be what another tab has written meanwhile.
      if (contentOf(stored) === known.current && stored && different(stored, mine)) write(me.id, ticket.id, mine);
      return;
    }
    const theirs = stored && contentOf(stored) !== known.current ? stored : null;
    known.current = contentOf(mine);
    if (theirs && nothing) return show(theirs);
    write(me.id, ticket.id, theirs && contentOf(theirs) !== contentOf(mine) ? joined(theirs, mine) : mine);
    if (theirs && contentOf(theirs) !== contentOf(mine)) show(joined(theirs, mine));
  }, [flying, mode, text, privateText, signature, files.all, messages]);

  // Another tab with this ticket: both show what was typed last.
  const takeOver = () => {
    const there = readDraft(me.id, ticket.id);
    if (flying || contentOf(there) === contentOf(draft())) {
      if (!flying && there) attempt.current = there.attempt ?? null;
      return;
    }
    show(there ?? NOTHING);
    setOutcome(perhaps(there));
  };
  const hear = useRef(takeOver);
  hear.current = takeOver;
  useEffect(() => onDraftElsewhere(me.id, ticket.id, () => hear.current()), [me.id, ticket.id]);

  useLayoutEffect(() => grow(field.current), [text]);

  const choose = (way: Mode) => {
    chose.current = { after: latest };
    setMode(way);
  };

  const ownNotes = () => ownSince(ticket.id, noted.current.marked).filter((effect) => effect.noted).length;

  const draft = (): Draft => ({ mode, text, privateText, at: Date.now(), initials: signature, files: files.uploaded, seen: seen.current, notes: noted.current.count + ownNotes(), attempt: attempt.current });

  const closed = ticket.status === "closed";
  if (closed && nothing) return <p class="answer-closed">{t("answer.closed")}</p>;

  const route = options ? (mode === "private" ? options.private : options.public) : null;
  const possible = mode === "move_to_private" ? options?.public.possible !== false && options?.private.possible !== false : route?.possible !== false;
  const whole = mode === "private" ? text.trim() : signed(text, signature);
  const used = text.trim() === "" ? 0 : length(whole, route?.unit ?? "characters");
  const limit = route?.limit ?? null;
  const own = mode === "move_to_private" ? options?.private : null; // the way of the second text
  const over = own?.limit ? length(privateText.trim(), own.unit ?? "characters") - own.limit : 0;
  const tooLong = limit !== null && used > limit;
  const says = text.trim() !== "" || (mode === "private" && files.all.length > 0);
  const carried = !files.busy && files.all.every((file) => fault(file, files, route) === null);
  const isSigned = mode === "private" || /^[A-Za-zÀ-ÖØ-öø-ÿ]{1,4}$/.test(signature);
  const ready = says && carried && !tooLong && over <= 0 && possible && isSigned && !flying && !closed;

  /** What the customer or a colleague wrote, or what arrived, after writing began. */
  const since = messages && seen.current ? newSince(messages, seen.current) : [];
  const notes = Math.max(0, (ticket.notes_count ?? 0) - (noted.current.count ?? 0) - ownNotes());

  /** A colleague's answer that is on its way. The API refuses a second one from whoever does not say that they know. */
  const theirs = ticket.answer_pending && ticket.answer_pending.agent_id !== me.id ? ticket.answer_pending : null;

  const send = (then: Then, anyway = false) => {
    if (!ready) {
      field.current?.focus();
      return;
    }
    if (!anyway && (since.length + notes > 0 || theirs)) {
      setChanged(then);
      return;
    }
    setChanged(null);
    chose.current = { after: latest };
    const sent = draft();
    launch({
      me: me.id,
      base,
      written: sent,
      body: {
        visibility: mode,
        ...(text.trim() ? { text } : {}),
        ...(files.uploaded.length > 0 ? { attachments: files.uploaded.map((each) => each.id) } : {}),
        ...(mode === "move_to_private" && privateText.trim() ? { private_text: privateText } : {}),
        ...(mode === "private" ? {} : { initials: signature }),
        ...(allows ? { allow_personal_data: true } : {}),
        ...(theirs ? { beside_another: true } : {}),
      },
      then,
      onOutcome: (result, problem) => {
        setOutcome(result);
        if (problem?.findings) found(sent.text, problem.findings);
      },
      onEnd: onSent,
    });
    allow(null);
    setOutcome(null);
    if (then !== "stay") onNext();
    else document.getElementById("ticket-title")?.focus({ preventScroll: true }); // keys work again: z takes it back
  };

  return (
    <form
      class={`answer ${mode}${dropping ? " dropping" : ""}`}
      aria-label={t("answer")}
      onPaste={(event) => {
        const pasted = event.clipboardData?.files;
        if (!pasted?.length || event.clipboardData?.getData("text/plain")) return; // a text processor adds a picture of the text
        event.preventDefault();
        files.add(pasted);
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        if (!event.dataTransfer?.files.length) return;
        event.preventDefault();
        setDropping(false);
        files.add(event.dataTransfer?.files ?? []);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send("stay");
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          send(event.shiftKey ? "next" : "stay");
        } else if (event.key === "Escape") field.current?.blur();
      }}
    >
      {closed && <p class="answer-note bad">{t("answer.closed")}</p>}
      <p class="answer-note warn" role="status">
        {theirs && t("answer.pending", { who: theirs.agent })}
      </p>
      <Ways ticket={ticket} mode={mode} options={options} route={route} onChosen={choose} />
      <div class="writing">
        <Marked text={text} findings={findings} />
        <textarea
          ref={field}
          value={text}
          rows={3}
          maxLength={20_000}
          lang={ticket.language}
          dir="auto"
          aria-label={mode === "move_to_private" ? t("answer.invitation") : t("answer")}
          aria-describedby={`way-${ticket.id} count-${ticket.id} outcome-${ticket.id}`}
          aria-invalid={tooLong || findings.length > 0}
          placeholder={t(mode === "private" ? "answer.hint_private" : "answer.hint_public")}
          onInput={(event) => {
            noteTyping(ticket.id);
            setText(event.currentTarget.value);
          }}
        />
      </div>
      <SavedReplies ticket={ticket} text={text} field={field} onChosen={setText} />
      <FileList files={files} route={route} />
      {mode === "move_to_private" && (
        <textarea value={privateText} rows={2} maxLength={20_000} dir="auto" aria-label={t("answer.private_text")} aria-invalid={over > 0} placeholder={t("answer.private_text")} onInput={(event) => (noteTyping(ticket.id), setPrivateText(event.currentTarget.value))} />
      )}
      {over > 0 && <p class="answer-note bad">{t("answer.too_long", { over })}</p>}
      {findings.length > 0 && (
        <div class="answer-note bad">
          <p>
            {t("answer.findings")} {[...new Set(findings.map((each) => word("finding", each.kind)))].join(", ")}.
          </p>
          {me.scopes.includes("replies:override") && (
            <label class="switch">
              <input type="checkbox" checked={allows} onChange={(event) => allow(event.currentTarget.checked ? asShown : null)} /> {t("answer.allow")}
            </label>
          )}
        </div>
      )}
      <footer>
        <span id={`count-${ticket.id}`} class={`count${tooLong ? " bad" : limit !== null && used > limit * 0.9 ? " warn" : ""}`}>
          {limit === null ? used : tooLong ? t("answer.too_long", { over: used - limit }) : `${used} / ${limit}`}
          {route?.unit && route.unit !== "characters" && <span class="muted"> {word("unit", route.unit)}</span>}
        </span>
        {mode !== "private" && (
          <label class="initials">
            ^<input type="text" aria-label={t("answer.initials")} value={signature} maxLength={4} size={3} pattern="[A-Za-zÀ-ÖØ-öø-ÿ]+" onInput={(event) => setSignature(event.currentTarget.value.toUpperCase())} />
          </label>
        )}
        <ChooseFiles files={files} route={route} />
        <span id={`outcome-${ticket.id}`} class={`outcome ${outcome?.tone ?? (lost || !isSigned ? "bad" : "")}`} role="status">
          {outcome?.text ?? (says && !isSigned ? t("refused.no_initials") : null) ?? ((text || privateText || files.uploaded.length > 0) && t(lost ? "answer.not_kept" : "answer.draft"))}
        </span>
        <span class="buttons">
          <button type="button" disabled={!ready} onClick={() => send("resolve")}>
            {t("answer.send_resolve")}
          </button>
          <button type="button" disabled={!ready} onClick={() => send("next")}>
            {t("answer.send_next")}
          </button>
          <button type="submit" class="primary" disabled={!ready}>
            <Icon name="send" /> {t("answer.send")}
          </button>
        </span>
      </footer>
      {changed && <Changed ticket={ticket.id} me={me.id} notes={notes} since={since} pending={theirs?.agent ?? null} inPublic={mode !== "private"} onBack={() => setChanged(null)} onSend={() => send(changed, true)} />}
      <span class="unseen" aria-live="polite">
        {tooLong ? plural("answer.over", used - (limit ?? 0)) : ""}
      </span>
    </form>
  );
});

/** What the field begins with. What was typed while an answer was on its way is shown when that one was sent. */
function first(me: string, ticket: string, flying: boolean): Draft | null {
  if (flying) return readNext(me, ticket);
  if (!readDraft(me, ticket)) promoteNext(me, ticket);
  return readDraft(me, ticket);
}

/** What stands beside the words. */
function different(one: Draft, other: Draft): boolean {
  return JSON.stringify([one.seen, one.attempt]) !== JSON.stringify([other.seen, other.attempt]);
}

function perhaps(draft: Draft | null | undefined): Outcome | null {
  return draft?.attempt?.begun ? { busy: false, tone: "bad", text: t("answer.perhaps_sent") } : null;
}

/** As high as what is written, to a third of the window. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight / 3)}px`;
}
