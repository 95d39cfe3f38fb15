/** One ticket: what was said, who it is, and the answer. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Answer, type AnswerHandle } from "../answer/Answer";
import { moveAlong } from "../answer/moving";
import { WaitingAnswers } from "../answer/WaitingAnswers";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Ticket } from "../api/types";
import { t, word } from "../i18n";
import { customerName } from "../inbox/Row";
import { useKeys } from "../keyboard/keyboard";
import { ThankYou } from "../proposals/ThankYou";
import { instead, open } from "../routing/route";
import type { Place } from "../Shell";
import { useNow } from "../time/now";
import { Channel, channelName } from "../ui/Channel";
import { Clock } from "../ui/Clock";
import { isWriting } from "../ui/focus";
import { Icon } from "../ui/Icon";
import { later } from "../ui/later";
import { External } from "../ui/links";
import { toast } from "../ui/toasts";
import { Actions, type Acts } from "./Actions";
import { AssignDialog, type Assignment } from "./AssignDialog";
import { complain } from "./complain";
import { Conversation } from "./Conversation";
import { Details } from "./Details";
import { hand } from "./hand";
import { MergeDialog } from "./MergeDialog";
import type { NotesHandle } from "./Notes";
import { changeTicket, did, inTurn, mark, type Base, type Change } from "./ownChanges";
import { Presence, usePresence } from "./presence";
import { leaving } from "./leaving";
import { useTicketPlace } from "./ticketPlace";
import { useConversation } from "./useConversation";
import { titleOf } from "../board/titleOf";

interface Properties {
  id: string;
  place: Place;
  known: Ticket | null;
  onChanged: () => void;
  onNext: () => void;
}

export function TicketPage({ id, place: chosen, known, onChanged, onNext }: Properties) {
  const now = useNow();
  const polled = usePolled(`ticket ${id}`, (headers, signal) => call("get", "/tickets/{ticket_id}", { path: { ticket_id: id }, headers, signal }));
  const ticket = polled.data ?? known;
  const place = useTicketPlace(chosen, ticket?.brand);
  const { messages, history, failed, reload, loadEarlier, seen } = useConversation(id, ticket);
  const answer = useRef<AnswerHandle>(null);
  const notes = useRef<NotesHandle>(null);
  const others = usePresence(id, place.me.id);
  const [asking, ask] = useState<"assign" | "merge" | null>(null);
  const title = useRef<HTMLHeadingElement>(null);

  useLayoutEffect(() => {
    if (!isWriting()) title.current?.focus({ preventScroll: true });
  }, [id]);

  const into = ticket?.merged_into ?? null;
  const follow = () => {
    if (!into) return;
    moveAlong(place.me.id, id, into, ticket ? customerName(ticket) : id);
    toast(t("merged.elsewhere", { id, into }));
    instead(into);
  };
  useEffect(() => {
    if (!isWriting()) follow(); // in the middle of a word, keys would be for another ticket
  }, [into]);

  const changed = () => {
    polled.refresh();
    onChanged();
  };
  /** What was asked for is shown at once, as the API answered it. */
  const attempt = async (work: () => Promise<{ body: Ticket }>, done?: () => unknown) => {
    let well = true;
    try {
      polled.put((await work()).body);
      done?.();
    } catch (error) {
      well = complain(error, ticket ? { who: customerName(ticket), ticket: id } : undefined);
    }
    changed();
    return well;
  };
  const path = { ticket_id: id };
  const inOrder = (work: () => Promise<{ body: Ticket }>) => () =>
    inTurn(id, async () => {
      const answer = await work();
      did(id, answer.body);
      return answer;
    });
  const base = (): Base => ({ seen: seen?.ticket ?? ticket!, marked: seen?.marked ?? mark(id), latest: ticket! });
  const change = (body: Change | ((now: Ticket) => Change), on = base(), asked = mark(id)) => attempt(() => changeTicket(on, body, asked));
  /** Moves deadlines, calls people, gives the ticket away: it can be taken back first, as an answer can. */
  const choose = (body: Change, said: string, back: () => void) => {
    const on = base();
    const asked = mark(id);
    later(said, async () => (await change(body, on, asked)) || (back(), false), back);
  };
  const claim = (takeOver: boolean, done: () => unknown) => attempt(inOrder(() => call("post", "/tickets/{ticket_id}/claim", { path, body: { take_over: takeOver } })), done);
  const assign = (body: Assignment, who: string) => {
    if ("team" in body) return attempt(inOrder(() => call("post", "/tickets/{ticket_id}/assign", { path, body })), () => toast(t("assigned", { who }), { tone: "good" }));
    const from = ticket?.assignee ?? null;
    return attempt(() => hand(id, from, body.assignee), () => handed(t("assigned", { who }), from, body.assignee));
  };
  /** What was taken goes back to whoever had it, and only from whom it was given to. */
  const handed = (text: string, from: string | null, to: string | null) => toast(text, { tone: "good", undo: () => void attempt(() => hand(id, to, from), () => toast(t(from ? "handed_back" : "released"), { tone: "good" })) });
  const act: Acts = {
    claim: (takeOver = false) => {
      const from = ticket?.assignee ?? null;
      void claim(takeOver, () => (from === place.me.id ? toast(t("claimed"), { tone: "good" }) : handed(t("claimed"), from, place.me.id)));
    },
    release: () => void attempt(inOrder(() => call("post", "/tickets/{ticket_id}/release", { path, body: {} })), () => toast(t("released"), { tone: "good" })),
    assign: () => ask("assign"),
    merge: () => ask("merge"),
    wait: () => void change({ status: "pending" }),
    call: (on) => void attempt(inOrder(() => call("post", on ? "/tickets/{ticket_id}/escalate" : "/tickets/{ticket_id}/deescalate", { path, body: {} as never })), () => toast(t(on ? "called_people" : "called_nobody"), { tone: "good" })),
    resolve: () => {
      if (!ticket) return;
      if (ticket.status === "resolved") return void change({ status: "open" });
      leaving(id, true);
      const stays = () => leaving(id, false);
      const on = base();
      const asked = mark(id); // what follows from it is known by then
      later(t("resolved"), () => change({ status: "resolved" }, on, asked).finally(stays), stays);
      onNext();
    },
  };

  const incident = ticket?.incident_id ? place.incidents.find((each) => each.id === ticket.incident_id) : undefined;
  const changeable = ticket !== null && ticket.status !== "closed";
  useKeys({
    r: () => answer.current?.focus(),
    n: () => notes.current?.focus(),
    ...(changeable ? { a: act.assign, c: () => act.claim(), C: () => act.claim(true), e: act.resolve } : {}),
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
            <Channel name={ticket.channel} /> {word("surface", ticket.surface)} · <Icon name={ticket.visibility === "private" ? "lock" : "globe"} /> {word("visibility", ticket.visibility)} · <span class="id">{ticket.id}</span>
            {ticket.permalink && (
              <>
                {" · "}
                <External href={ticket.permalink}>{t("ticket.permalink", { channel: channelName(ticket.channel) })}</External>
              </>
            )}
          </p>
        </div>
        <Clock ticket={ticket} now={now} />
        <Actions ticket={ticket} place={place} act={act} />
      </header>
      {ticket.danger === "possible" && (
        <p class="banner bad" role="note">
          <Icon name="alert" /> {t("danger.explained")}
        </p>
      )}
      {incident && (
        <p class="banner warn" role="note">
          <Icon name="alert" /> {t("ticket.incident", { title: titleOf(incident) })}
        </p>
      )}
      {into && (
        <p class="banner warn" role="status">
          <Icon name="alert" /> {t("merged.while_writing", { into })}{" "}
          <button type="button" onClick={follow}>
            {t("merged.go", { into })}
          </button>
        </p>
      )}
      <Presence others={others} />
      {asking === "assign" && <AssignDialog agents={place.agents} teams={place.brand.teams} onClose={() => ask(null)} onChosen={(body, who) => void assign(body, who)} />}
      {asking === "merge" && <MergeDialog ticket={ticket} me={place.me.id} onClose={() => ask(null)} onDone={changed} />}
      <div class="ticket-body">
        <div class="talk">
          {failed && <p class="banner bad">{t("ticket.not_loaded")}</p>}
          {messages ? <Conversation ticket={id} onEarlier={loadEarlier} messages={messages} history={history} now={now} category={ticket.category} onRemoved={place.me.scopes.includes("desk:supervise") ? () => (reload(), changed()) : null} onHidden={place.me.scopes.includes("tickets:write") ? reload : null} /> : !failed && <p class="empty">{t("loading")}</p>}
          <ThankYou key={`thanks ${id}`} ticket={ticket} me={place.me.id} onChanged={changed} />
          <WaitingAnswers tickets={[id, ...(ticket.merged_tickets ?? [])]} me={place.me} now={now} />
          <Answer key={id} ref={answer} ticket={ticket} messages={messages} base={base()} me={place.me} onSent={changed} onNext={onNext} />
        </div>
        <Details ticket={ticket} place={place} now={now} notes={notes} onChange={(body) => void change(body)} onChoose={choose} onChanged={changed} onInsert={(text) => answer.current?.insert(text)} />
      </div>
    </section>
  );
}
