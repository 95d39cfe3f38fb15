/** One ticket: what was said, who it is, and the answer. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Answer, type AnswerHandle } from "../answer/Answer";
import { call, get } from "../api/client";
import { usePolled } from "../api/polling";
import type { HistoryEntry, Message, Ticket } from "../api/types";
import { t, word } from "../i18n";
import { customerName } from "../inbox/Row";
import { useKeys } from "../keyboard/keyboard";
import { open } from "../routing/route";
import type { Place } from "../Shell";
import { moment } from "../time/span";
import { useNow } from "../time/now";
import { Channel, channelName } from "../ui/Channel";
import { Clock } from "../ui/Clock";
import { Icon } from "../ui/Icon";
import { later } from "../ui/later";
import { External } from "../ui/links";
import { toast } from "../ui/toasts";
import { AssignDialog } from "./AssignDialog";
import { complain } from "./complain";
import { Conversation } from "./Conversation";
import { CustomerPanel } from "./CustomerPanel";
import { heldBy } from "./holder";
import { Notes, type NotesHandle } from "./Notes";
import { Presence, usePresence } from "./presence";
import { reasonText } from "./reasons";

interface Properties {
  id: string;
  place: Place;
  known: Ticket | null;
  onChanged: () => void;
  onNext: () => void;
}

export function TicketPage({ id, place, known, onChanged, onNext }: Properties) {
  const now = useNow();
  const polled = usePolled(`ticket ${id}`, (headers, signal) => call("get", "/tickets/{ticket_id}", { path: { ticket_id: id }, headers, signal }));
  const ticket = polled.data ?? known;
  const [messages, setMessages] = useState<Message[] | null>(null);
  const [history, setHistory] = useState<HistoryEntry[]>([]);
  const [failed, setFailed] = useState(false);
  const [reloads, reload] = useState(0);
  const answer = useRef<AnswerHandle>(null);
  const notes = useRef<NotesHandle>(null);
  const others = usePresence(id, place.me.id);
  const [assigning, setAssigning] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const version = polled.data?.version;

  useEffect(() => {
    let current = true;
    const path = { ticket_id: id };
    Promise.all([all((cursor) => get("/tickets/{ticket_id}/messages", { path, query: { limit: 100, cursor } })), all((cursor) => get("/tickets/{ticket_id}/history", { path, query: { limit: 100, cursor } }))]).then(
      ([texts, events]) => {
        if (!current) return;
        setMessages(texts);
        setHistory(events);
        setFailed(false);
      },
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [id, version, reloads]);

  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [id]);

  const removed = () => {
    reload((count) => count + 1);
    changed();
  };
  const changed = () => {
    polled.refresh();
    onChanged();
  };

  const claim = async (takeOver = false) => {
    try {
      await call("post", "/tickets/{ticket_id}/claim", { path: { ticket_id: id }, body: { take_over: takeOver } });
      toast(t("claimed"), { tone: "good", undo: () => void release() });
    } catch (error) {
      complain(error);
    }
    changed();
  };
  const release = async () => {
    try {
      await call("post", "/tickets/{ticket_id}/release", { path: { ticket_id: id }, body: {} });
      toast(t("released"), { tone: "good" });
    } catch (error) {
      complain(error);
    }
    changed();
  };
  const change = async (body: object) => {
    if (!ticket) return;
    try {
      await call("patch", "/tickets/{ticket_id}", { path: { ticket_id: id }, body: body as never, headers: { "If-Match": `"${(polled.data ?? ticket).version}"` } });
    } catch (error) {
      complain(error);
    }
    changed();
  };
  const resolve = () => {
    if (!ticket) return;
    if (ticket.status === "resolved") void change({ status: "open" });
    else {
      later(t("resolved"), () => change({ status: "resolved" }));
      onNext();
    }
  };

  useKeys({
    r: () => answer.current?.focus(),
    n: () => notes.current?.focus(),
    a: () => setAssigning(true),
    c: () => void claim(),
    e: resolve,
  });

  if (polled.error?.status === 404) {
    return (
      <section class="ticket">
        <p class="empty">{t("ticket.not_found", { id })}</p>
      </section>
    );
  }
  if (!ticket) {
    return (
      <section class="ticket">
        <p class="empty">{t("loading")}</p>
      </section>
    );
  }
  const holder = heldBy(ticket);
  const mine = ticket.assignee === place.me.id || holder === place.me.name;
  return (
    <section class="ticket" aria-labelledby="ticket-title">
      <header class="ticket-head">
        <button type="button" class="quiet back" onClick={() => open(null)} aria-label={t("back")}>
          <Icon name="back" />
        </button>
        <div class="ticket-title">
          <h1 id="ticket-title" tabIndex={-1} ref={title} dir="auto">
            {customerName(ticket)}
          </h1>
          <p class="muted">
            <Channel name={ticket.channel} /> {word("surface", ticket.surface)} · <Icon name={ticket.visibility === "private" ? "lock" : "globe"} /> {word("visibility", ticket.visibility)} · {ticket.id}
            {ticket.permalink && (
              <>
                {" · "}
                <External href={ticket.permalink}>{t("ticket.permalink", { channel: channelName(ticket.channel) })}</External>
              </>
            )}
          </p>
        </div>
        <div class="ticket-actions">
          <Clock ticket={ticket} now={now} />
          {!holder && ticket.status !== "closed" && (
            <button type="button" onClick={() => void claim()}>
              {t("claim")} <kbd aria-hidden="true">c</kbd>
            </button>
          )}
          {ticket.status !== "closed" && (
            <button type="button" onClick={() => setAssigning(true)}>
              {t("assign")} <kbd aria-hidden="true">a</kbd>
            </button>
          )}
          {mine && (
            <button type="button" onClick={() => void release()}>
              {t("release")}
            </button>
          )}
          {holder && !mine && (
            <button type="button" onClick={() => void claim(true)}>
              {t("take_over", { who: holder })}
            </button>
          )}
          {ticket.status !== "closed" && (
            <button type="button" onClick={resolve}>
              {t(ticket.status === "resolved" ? "reopen" : "resolve")} <kbd aria-hidden="true">e</kbd>
            </button>
          )}
        </div>
      </header>
      {ticket.danger === "possible" && (
        <p class="banner bad" role="note">
          <Icon name="alert" /> {t("danger.explained")}
        </p>
      )}
      <Presence others={others} />
      {assigning && <AssignDialog ticket={ticket} agents={place.agents} teams={place.brand.teams} onClose={() => setAssigning(false)} onDone={changed} />}
      <div class="ticket-body">
        <div class="talk">
          {failed && <p class="banner bad">{t("ticket.not_loaded")}</p>}
          {messages ? <Conversation ticket={id} messages={messages} history={history} now={now} onRemoved={place.me.scopes.includes("desk:supervise") ? removed : null} /> : !failed && <p class="empty">{t("loading")}</p>}
          <Answer key={id} ref={answer} ticket={ticket} messages={messages ?? []} me={place.me} onSent={changed} onNext={onNext} onResolve={() => change({ status: "resolved" })} />
        </div>
        <aside class="details" aria-label={t("ticket.details")}>
          <h2>{t("ticket.about")}</h2>
          <dl>
            <dt>{t("filter.status")}</dt>
            <dd>{word("status", ticket.status)}</dd>
            <dt>{t("filter.priority")}</dt>
            <dd>
              <select aria-label={t("filter.priority")} value={ticket.priority} onChange={(event) => void change({ priority: event.currentTarget.value })}>
                {["urgent", "high", "normal", "low"].map((each) => (
                  <option key={each} value={each}>
                    {word("priority", each)}
                  </option>
                ))}
              </select>
              <ul class="reasons">
                {ticket.reasons.map((reason) => (
                  <li key={reason}>{reasonText(reason)}</li>
                ))}
              </ul>
            </dd>
            <dt>{t("filter.category")}</dt>
            <dd>{word("category", ticket.category)}</dd>
            <dt>{t("filter.team")}</dt>
            <dd>
              <select aria-label={t("filter.team")} value={ticket.team} onChange={(event) => void change({ team: event.currentTarget.value })}>
                {[...new Set([...place.brand.teams, ticket.team])].map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
            </dd>
            <dt>{t("ticket.holder")}</dt>
            <dd>{holder ?? t("nobody")}</dd>
            {ticket.satisfaction_asked_at && (
              <>
                <dt>{t("satisfaction")}</dt>
                <dd>{ticket.satisfaction ? t("satisfaction.score", { score: ticket.satisfaction }) : t("satisfaction.asked", { at: moment(ticket.satisfaction_asked_at, now) })}</dd>
              </>
            )}
          </dl>
          <Notes ref={notes} ticket={id} version={ticket.version} agents={place.agents} now={now} />
          <Tags key={ticket.tags.join()} tags={ticket.tags} onChange={(tags) => void change({ tags })} />
          {ticket.suggested_articles.length > 0 && (
            <>
              <h2>{t("ticket.articles")}</h2>
              <ul class="articles">
                {ticket.suggested_articles.map((each) => (
                  <li key={each}>
                    <External href={each}>{each.replace(/^https?:\/\//, "")}</External>
                  </li>
                ))}
              </ul>
            </>
          )}
          {ticket.customer.id && <CustomerPanel id={ticket.customer.id} current={id} />}
        </aside>
      </div>
    </section>
  );
}

function Tags({ tags, onChange }: { tags: string[]; onChange: (tags: string[]) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      class="tags"
      onSubmit={(event) => {
        event.preventDefault();
        if (text && !tags.includes(text)) onChange([...tags, text]);
      }}
    >
      {tags.map((tag) => (
        <button key={tag} type="button" class="chip" onClick={() => onChange(tags.filter((each) => each !== tag))} aria-label={t("tag.remove", { tag })}>
          {tag} <span aria-hidden="true">×</span>
        </button>
      ))}
      <input type="text" aria-label={t("tag.add")} placeholder={t("tag.add")} value={text} maxLength={50} pattern="[a-z0-9][a-z0-9_\-]*" onInput={(event) => setText(event.currentTarget.value)} />
    </form>
  );
}

/** Every page of a list, ten at most. */
async function all<T>(page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < 10; count += 1) {
    const answer = await page(cursor);
    items.push(...answer.items);
    if (!answer.next_cursor) break;
    cursor = answer.next_cursor;
  }
  return items;
}
