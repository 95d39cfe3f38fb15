/** Beside the conversation: what the ticket is, notes for colleagues, and who the customer is. */

import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { Ticket } from "../api/types";
import { t, word } from "../i18n";
import { CATEGORIES, PRIORITIES, SENTIMENTS } from "../inbox/words";
import type { Place } from "../Shell";
import { moment } from "../time/span";
import { Choice } from "../ui/Choice";
import { External } from "../ui/links";
import { pageOf } from "./helpPages";
import { CustomerPanel } from "./CustomerPanel";
import { heldBy } from "./holder";
import { Notes, type NotesHandle } from "./Notes";
import type { Change } from "./ownChanges";
import { shownReasons } from "./reasons";

interface Properties {
  ticket: Ticket;
  place: Place;
  now: number;
  notes: RefObject<NotesHandle>;
  onChange: (change: Change | ((now: Ticket) => Change)) => void;
  /** Of what a list offers; `back` is called if it is not changed after all. */
  onChoose: (change: Change, said: string, back: () => void) => void;
  onChanged: () => void;
  onInsert: (text: string) => void;
}

export function Details({ ticket, place, now, notes, onChange, onChoose, onChanged, onInsert }: Properties) {
  const closed = ticket.status === "closed";
  const choice = (name: "priority" | "category" | "sentiment" | "team", values: readonly string[], text: (value: string) => string) => (
    <Choice
      key={`${ticket.id} ${name}`}
      label={t(`filter.${name}`)}
      value={ticket[name]}
      values={values}
      text={text}
      disabled={closed}
      onChoose={(value, back) => onChoose({ [name]: value }, t("about", { who: t(`filter.${name}`), text: text(value) }), back)}
    />
  );
  return (
    <aside class="details" aria-label={t("ticket.details")}>
      <h2>{t("ticket.about")}</h2>
      <dl>
        <dt>{t("filter.status")}</dt>
        <dd>{word("status", ticket.status)}</dd>
        <dt>{t("ticket.holder")}</dt>
        <dd dir="auto">{heldBy(ticket) ?? t("nobody")}</dd>
        <dt>{t("filter.priority")}</dt>
        <dd>
          {choice("priority", PRIORITIES, (each) => word("priority", each))}
          <ul class="reasons">
            {shownReasons(ticket.reasons).map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </dd>
        <dt>{t("filter.team")}</dt>
        <dd>{choice("team", [...new Set([...place.brand.teams, ticket.team])], (each) => each)}</dd>
        <dt>{t("filter.category")}</dt>
        <dd>{choice("category", CATEGORIES, (each) => word("category", each))}</dd>
        <dt>{t("filter.sentiment")}</dt>
        <dd>{choice("sentiment", SENTIMENTS, (each) => word("sentiment", each))}</dd>
        {ticket.satisfaction_asked_at && (
          <>
            <dt>{t("satisfaction")}</dt>
            <dd>{ticket.satisfaction ? t("satisfaction.score", { score: ticket.satisfaction }) : t("satisfaction.asked", { at: moment(ticket.satisfaction_asked_at, now) })}</dd>
          </>
        )}
      </dl>
      <Notes ref={notes} ticket={ticket.id} version={ticket.version} named={ticket.mentioned.includes(place.me.id)} me={place.me.id} agents={place.agents} now={now} onChanged={onChanged} />
      <Tags tags={ticket.tags} onChange={(tags) => onChange((seen) => ({ tags: tags(seen.tags) }))} />
      {ticket.suggested_articles.length > 0 && (
        <>
          <h2>{t("ticket.articles")}</h2>
          <ul class="articles">
            {ticket.suggested_articles.map((each) => {
              const { title, url } = pageOf(place.brand, each, ticket.language);
              return (
                <li key={each}>
                  <External href={url}>{title}</External>
                  {!closed && url && (
                    <button type="button" class="quiet" onClick={() => onInsert(url)} aria-label={t("article.insert", { page: title })}>
                      {t("insert")}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
      {ticket.customer.id && <CustomerPanel key={ticket.customer.id} id={ticket.customer.id} current={ticket.id} version={ticket.version} place={place} />}
    </aside>
  );
}

function Tags({ tags, onChange }: { tags: string[]; onChange: (tags: (now: string[]) => string[]) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      class="tags"
      onSubmit={(event) => {
        event.preventDefault();
        if (text) onChange((now) => (now.includes(text) ? now : [...now, text]));
        setText("");
      }}
    >
      {tags.map((tag) => (
        <button key={tag} type="button" class="chip" onClick={() => onChange((now) => now.filter((each) => each !== tag))} aria-label={t("tag.remove", { tag })}>
          {tag} <span aria-hidden="true">×</span>
        </button>
      ))}
      <input type="text" aria-label={t("tag.add")} placeholder={t("tag.add")} value={text} maxLength={50} pattern="[a-z0-9][a-z0-9_\-]*" onInput={(event) => setText(event.currentTarget.value)} />
    </form>
  );
}
