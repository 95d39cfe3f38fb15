/** Writing an answer: where it goes, how long it is, what must not stand in it, and what became of it. */

import type { Ref } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { forwardRef } from "preact/compat";
import { ApiError, call, type Finding } from "../api/client";
import type { Me, Message, ReplyOptions, Ticket } from "../api/types";
import { plural, t, word } from "../i18n";
import { initials as initialsOf } from "../Shell";
import { moment } from "../time/span";
import { noteTyping } from "../ticket/presence";
import { Icon } from "../ui/Icon";
import { later } from "../ui/later";
import { store, useStore } from "../ui/store";
import { toast } from "../ui/toasts";
import { Changed } from "./Changed";
import { dropDraft, keepDraft, readDraft, type Mode } from "./drafts";
import { ChooseFiles, fault, FileList, useFiles } from "./Files";
import { length, signed } from "./length";
import { Marked } from "./Marked";
import { SavedReplies } from "./SavedReplies";
import { outcomeOf, sendReply, type Outcome } from "./sending";

/** Tickets whose answer waits to be sent, or is being sent. Nobody can send a second one meanwhile. */
const inFlight = store<ReadonlySet<string>>(new Set());

function fly(ticket: string, on: boolean): void {
  inFlight.set((before) => {
    const after = new Set(before);
    if (on) after.add(ticket);
    else after.delete(ticket);
    return after;
  });
}

export interface AnswerHandle {
  focus: () => void;
}

interface Properties {
  ticket: Ticket;
  messages: readonly Message[];
  me: Me;
  onSent: () => void;
  onNext: () => void;
  onResolve: () => Promise<void>;
}

const CHECKED_AFTER = 600; // milliseconds after the last key

type Then = "stay" | "resolve" | "next";

export const Answer = forwardRef(function Answer({ ticket, messages, me, onSent, onNext, onResolve }: Properties, ref: Ref<AnswerHandle>) {
  const flying = useStore(inFlight).has(ticket.id);
  const kept = useRef(flying ? null : readDraft(me.id, ticket.id));
  const [options, setOptions] = useState<ReplyOptions | null>(null);
  const [mode, setMode] = useState<Mode>(kept.current?.mode ?? (ticket.visibility === "private" ? "private" : "public"));
  const [text, setText] = useState(kept.current?.text ?? "");
  const [privateText, setPrivateText] = useState(kept.current?.privateText ?? "");
  const [signature, setSignature] = useState(me.agent?.initials || initialsOf(me.name));
  const [findings, setFindings] = useState<{ text: string; found: Finding[] } | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [changed, setChanged] = useState<Then | null>(null);
  const [allowed, allow] = useState(false);
  const [dropping, setDropping] = useState(false);
  const files = useFiles(ticket.brand, kept.current?.files);
  const field = useRef<HTMLTextAreaElement>(null);
  const began = useRef(kept.current?.version ?? ticket.version);
  const begunAt = useRef(kept.current?.at ?? Date.now());

  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  useEffect(() => {
    let shown = true;
    call("get", "/tickets/{ticket_id}/reply-options", { path: { ticket_id: ticket.id } }).then(
      ({ body }) => {
        if (!shown) return;
        setOptions(body);
        setMode((chosen) => possibleMode(chosen, body));
      },
      () => {},
    );
    return () => {
      shown = false;
    };
  }, [ticket.id, ticket.version]);

  useEffect(() => {
    if (flying) return;
    const draft = readDraft(me.id, ticket.id); // taken back, or refused
    if (!draft || text || privateText || files.all.length > 0) return;
    setMode(draft.mode);
    setText(draft.text);
    setPrivateText(draft.privateText);
    files.replace(draft.files ?? []);
    began.current = draft.version;
  }, [flying]);

  useEffect(() => {
    if (flying) return; // what was sent stays a draft until the platform has it
    if (!text && !privateText && files.all.length === 0) {
      began.current = ticket.version;
      begunAt.current = Date.now();
    } else noteTyping(ticket.id);
    keepDraft(me.id, ticket.id, { mode, text, privateText, version: began.current, at: begunAt.current, files: files.uploaded });
  }, [mode, text, privateText, files.all]);

  useEffect(() => {
    if (mode === "private" || !text.trim() || flying) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      const body = { text, visibility: "public" as const, initials: signature || undefined };
      call("post", "/tickets/{ticket_id}/replies/check", { path: { ticket_id: ticket.id }, body: body as never, signal: stop.signal }).then(
        (answer) => setFindings({ text, found: answer.body.findings }),
        () => {}, // the answer itself is checked again when it is sent
      );
    }, CHECKED_AFTER);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [text, mode, flying]);

  useLayoutEffect(() => grow(field.current), [text]);

  if (ticket.status === "closed") return <p class="answer-closed">{t("answer.closed")}</p>;

  const route = options ? (mode === "private" ? options.private : options.public) : null;
  const whole = mode === "private" ? text.trim() : signed(text, signature);
  const used = text.trim() === "" ? 0 : length(whole, route?.unit ?? "characters");
  const limit = route?.limit ?? null;
  const tooLong = limit !== null && used > limit;
  const shownFindings = findings && findings.text === text ? findings.found : [];
  const says = text.trim() !== "" || (mode === "private" && files.all.length > 0);
  const carried = !files.busy && files.all.every((file) => fault(file, files, route) === null);
  const ready = says && carried && !tooLong && route?.possible !== false && !flying;

  /** What the customer or a colleague wrote after writing began. */
  const since = messages.filter((message) => (message.occurred_at ?? "") > new Date(begunAt.current).toISOString());

  const send = (then: Then, anyway = false) => {
    if (!ready) {
      field.current?.focus();
      return;
    }
    if (!anyway && ticket.version !== began.current && since.length > 0) {
      setChanged(then);
      return;
    }
    setChanged(null);
    const seen = ticket.version;
    const body = {
      visibility: mode,
      ...(text.trim() ? { text } : {}),
      ...(files.uploaded.length > 0 ? { attachments: files.uploaded.map((each) => each.id) } : {}),
      ...(mode === "move_to_private" && privateText.trim() ? { private_text: privateText } : {}),
      ...(mode === "private" ? {} : { initials: signature }),
      ...(allowed ? { allow_personal_data: true } : {}),
    };
    const key = crypto.randomUUID();
    const written = { mode, text, privateText, version: began.current, at: begunAt.current, files: files.uploaded };
    keepDraft(me.id, ticket.id, written);
    fly(ticket.id, true);
    setText("");
    setPrivateText("");
    files.replace([]);
    allow(false);
    setOutcome(null);
    setFindings(null);
    later(
      t("answer.sending_soon"),
      async () => {
        setOutcome({ busy: true, tone: "plain", text: t("answer.sending") });
        try {
          const reply = await sendReply(ticket.id, key, body as never, (waiting) => setOutcome(outcomeOf(waiting)), { "If-Match": `"${seen}"` });
          dropDraft(me.id, ticket.id);
          fly(ticket.id, false);
          const result = outcomeOf(reply);
          setOutcome(result);
          toast(result.text, { tone: result.tone });
          if (then === "resolve") await onResolve();
        } catch (error) {
          fly(ticket.id, false);
          if (error instanceof ApiError) {
            setOutcome({ busy: false, tone: "bad", text: error.status === 412 ? t("changed_meanwhile") : error.problem.detail });
            if (error.problem.findings) setFindings({ text: written.text, found: error.problem.findings });
          } else setOutcome({ busy: false, tone: "bad", text: t("answer.unknown") });
          toast(t("answer.not_sent"), { tone: "bad", lasts: 8_000 });
        }
        onSent();
      },
      () => fly(ticket.id, false),
    );
    if (then !== "stay") onNext();
  };

  return (
    <form
      class={`answer ${mode}${dropping ? " dropping" : ""}`}
      aria-label={t("answer")}
      onPaste={(event) => {
        const pasted = event.clipboardData?.files;
        if (!pasted?.length) return;
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
      <div class="modes" role="radiogroup" aria-label={t("answer.where")}>
        {(["public", "private", "move_to_private"] as const).map((each) => {
          const reason = whyNot(each, options);
          return (
            <label key={each} class={reason ? "impossible" : ""} title={reason ?? undefined}>
              <input type="radio" name={`mode-${ticket.id}`} checked={mode === each} disabled={Boolean(reason)} onChange={() => setMode(each)} />
              <Icon name={each === "public" ? "globe" : "lock"} /> {t(`answer.${each}`)}
            </label>
          );
        })}
      </div>
      {route && !route.possible && <p class="answer-note bad">{route.detail}</p>}
      {route?.closes_at && (
        <p class="answer-note">
          <Icon name="clock" /> {t(route.human_agent ? "answer.human_until" : "answer.until", { at: moment(route.closes_at) })}
        </p>
      )}
      <div class="writing">
        <Marked text={text} findings={shownFindings} />
        <textarea
          ref={field}
          value={text}
          rows={3}
          maxLength={20_000}
          lang={ticket.language}
          dir="auto"
          aria-label={mode === "move_to_private" ? t("answer.invitation") : t("answer")}
          aria-describedby={`count-${ticket.id} outcome-${ticket.id}`}
          aria-invalid={tooLong || shownFindings.length > 0}
          placeholder={t(mode === "private" ? "answer.hint_private" : "answer.hint_public")}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <SavedReplies
        ticket={ticket}
        text={text}
        onChosen={(chosen) => {
          setText(chosen);
          field.current?.focus();
        }}
      />
      <FileList files={files} route={route} />
      {mode === "move_to_private" && (
        <textarea value={privateText} rows={2} maxLength={20_000} dir="auto" aria-label={t("answer.private_text")} placeholder={t("answer.private_text")} onInput={(event) => setPrivateText(event.currentTarget.value)} />
      )}
      {shownFindings.length > 0 && (
        <div class="answer-note bad">
          <p>
            {t("answer.findings")} {[...new Set(shownFindings.map((each) => word("finding", each.kind)))].join(", ")}.
          </p>
          {me.scopes.includes("replies:override") && (
            <label class="switch">
              <input type="checkbox" checked={allowed} onChange={(event) => allow(event.currentTarget.checked)} /> {t("answer.allow")}
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
        <span id={`outcome-${ticket.id}`} class={`outcome ${outcome?.tone ?? ""}`} role="status">
          {outcome?.text ?? ((text || privateText || files.uploaded.length > 0) && t("answer.draft"))}
        </span>
        <span class="grow" />
        <button type="button" disabled={!ready} onClick={() => send("resolve")}>
          {t("answer.send_resolve")}
        </button>
        <button type="button" disabled={!ready} onClick={() => send("next")}>
          {t("answer.send_next")}
        </button>
        <button type="submit" class="primary" disabled={!ready}>
          <Icon name="send" /> {t("answer.send")}
        </button>
      </footer>
      {changed && <Changed since={since} onBack={() => setChanged(null)} onSend={() => send(changed, true)} />}
      <span class="unseen" aria-live="polite">
        {tooLong ? plural("answer.over", used - (limit ?? 0)) : ""}
      </span>
    </form>
  );
});

function whyNot(mode: Mode, options: ReplyOptions | null): string | null {
  if (!options) return null;
  if (mode === "public") return options.public.possible ? null : options.public.detail;
  if (mode === "private") return options.private.possible ? null : options.private.detail;
  return options.public.possible && options.private.possible ? null : (options.private.detail ?? options.public.detail);
}

/** The chosen way, or another one that is possible now. */
function possibleMode(chosen: Mode, options: ReplyOptions): Mode {
  if (whyNot(chosen, options) === null) return chosen;
  return (["public", "private"] as const).find((each) => whyNot(each, options) === null) ?? chosen;
}

/** As high as what is written, to a third of the window. */
function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight / 3)}px`;
}
