import { useLayoutEffect, useRef } from "preact/hooks";
import type { HistoryEntry, Message } from "../api/types";
import { languageName, plural, t, word } from "../i18n";
import { full, moment } from "../time/span";
import { Icon } from "../ui/Icon";
import { External, Linked } from "../ui/links";
import { Stars } from "../ui/Stars";
import { Attachments } from "./Attachments";
import { HideMessage, mayHide } from "./HideMessage";
import { RemoveContent } from "./RemoveContent";
import { inWords, toldDetails } from "./details";
import { timeline } from "./timeline";

interface Doing {
  ticket: string;
  /** The ticket's category, as a person may have corrected it. */
  category: string | null;
  now: number;
  onRemoved: (() => void) | null;
  onHidden: (() => void) | null;
}

const NEAR = 120; // pixels from the end: whoever is further up reads there

interface Properties extends Doing {
  messages: readonly Message[];
  history: HistoryEntry[];
  /** Null: these are all. */
  onEarlier: (() => void) | null;
}

export function Conversation({ messages, history, onEarlier, ...doing }: Properties) {
  const inApp = new Set(history.filter((event) => event.what === "answered_in_app").map((event) => event.details.message_id));
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [doing.ticket]);
  useLayoutEffect(() => {
    if (atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight }); // the latest is what is answered
  }, [messages.length, doing.ticket]);
  const scrolled = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = list.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };
  return (
    <ol class="conversation" ref={list} tabIndex={0} aria-label={t("conversation")} onScroll={scrolled}>
      {onEarlier && (
        <li class="events">
          <button type="button" class="quiet" onClick={() => ((atEnd.current = false), onEarlier())}>
            {t("conversation.earlier")}
          </button>
        </li>
      )}
      {timeline(messages, history).map((piece, index) =>
        piece.kind === "message" ? <Bubble key={piece.message.id} message={piece.message} inApp={inApp.has(piece.message.id)} {...doing} /> : <Events key={`events ${index}`} events={piece.events} now={doing.now} />,
      )}
    </ol>
  );
}

function Bubble({ message, inApp, ticket, category, now, onRemoved, onHidden }: Doing & { message: Message; inApp: boolean }) {
  const ours = message.direction === "outbound";
  const at = message.occurred_at ?? message.received_at;
  const who = message.author.name || message.author.handle || (ours ? t("message.us") : t("customer.unknown"));
  return (
    <li class={`message ${message.direction} ${message.visibility ?? "public"}${message.automatic ? " automatic" : ""}`}>
      <p class="message-head">
        <strong dir="auto">{message.automatic ? t("message.automatic") : who}</strong>
        {at && (
          <time dateTime={at} title={full(at)}>
            {moment(at, now)}
          </time>
        )}
        <span class="where">
          <Icon name={message.visibility === "private" ? "lock" : "globe"} /> {word("visibility", message.visibility ?? "public")}
        </span>
        {inApp && <span class="chip">{t("message.in_app")}</span>}
        {message.edited_at && <span>{t("message.edited")}</span>}
        {message.hidden && <span>{message.hidden_by ? t("hiding.by", { who: message.hidden_by }) : t("message.hidden")}</span>}
        {onHidden && (message.hidden ? message.hidden_by : mayHide(message, category)) && <HideMessage message={message} ticket={ticket} onDone={onHidden} />}
        {onRemoved && !message.deleted_at && <RemoveContent message={message} ticket={ticket} onDone={onRemoved} />}
        {message.permalink && (
          <External href={message.permalink} label={t("message.open")}>
            <Icon name="link" />
          </External>
        )}
      </p>
      <div class="bubble" lang={message.language ?? undefined} dir="auto">
        <Stars rating={message.rating} />
        {message.deleted_at ? (
          <em>{message.removed_by ? t("message.removed", { who: message.removed_by, at: moment(message.deleted_at, now) }) : t("message.deleted", { at: moment(message.deleted_at, now) })}</em>
        ) : message.text ? (
          <p class="text">
            <Linked text={message.text} />
          </p>
        ) : (
          message.attachments.length === 0 && message.rating === null && <em>{t("message.without_words")}</em>
        )}
        {message.attachments.length > 0 && <Attachments message={message} />}
      </div>
      {message.editions.length > 0 && (
        <details class="editions">
          <summary>{plural("message.editions", message.editions.length)}</summary>
          {message.editions.map((edition) => (
            <p key={edition.since} dir="auto">
              <time dateTime={edition.since}>{moment(edition.since, now)}</time> {edition.text ?? t("message.expired")}
            </p>
          ))}
        </details>
      )}
      {message.reactions.length > 0 && <p class="reactions">{message.reactions.map((each) => each.emoji).join(" ")}</p>}
      {message.delivery_error && (
        <p class="not-delivered">
          <Icon name="alert" /> {t("message.not_delivered", { why: message.delivery_error.replaceAll("_", " ") })}
        </p>
      )}
      {message.language && !ours && <span class="unseen">{languageName(message.language)}</span>}
    </li>
  );
}

function Events({ events, now }: { events: HistoryEntry[]; now: number }) {
  return (
    <li class="events">
      <details>
        <summary>
          {events.length === 1 ? eventText(events[0]!) : plural("events", events.length)} <time>{moment(events[events.length - 1]!.at, now)}</time>
        </summary>
        <ul>
          {events.map((event, index) => (
            <li key={index}>
              <time dateTime={event.at} title={full(event.at)}>
                {moment(event.at, now)}
              </time>{" "}
              {eventText(event)}
              {toldDetails(event).map(([name, value]) => (
                <span key={name} class="muted">
                  {" "}
                  · {t("event.detail", { name: word("detail", name), value: inWords(name, value) })}
                </span>
              ))}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function eventText(event: HistoryEntry): string {
  const what = word("event", event.what);
  return event.actor === "nightdesk" ? what : t("event.by", { what, who: event.actor });
}
