import type { Ticket } from "../api/types";
import { t, word } from "../i18n";
import { write, type Route } from "../routing/route";
import { excerptOf } from "../ticket/excerpt";
import { leavingTickets } from "../ticket/leaving";
import { heldBy } from "../ticket/holder";
import { isSimilar, reasonText, shownReasons } from "../ticket/reasons";
import { ago, span } from "../time/span";
import { Channel, channelName } from "../ui/Channel";
import { Clock } from "../ui/Clock";
import { Stars } from "../ui/Stars";
import { initials } from "../Shell";
import { useStore } from "../ui/store";

interface Properties {
  ticket: Ticket;
  here: Extract<Route, { page: "inbox" }>;
  now: number;
  /** The list is in the order of waits. */
  waits: boolean;
  left: boolean;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

export function Row({ ticket, here, now, waits, left, selected, onSelect }: Properties) {
  const who = customerName(ticket);
  const holder = heldBy(ticket);
  const resolving = useStore(leavingTickets).has(ticket.id);
  return (
    <li class={`row ${ticket.priority}${left || resolving ? " left" : ""}${selected ? " selected" : ""}`}>
      <input type="checkbox" checked={selected} onChange={(event) => onSelect(event.currentTarget.checked)} aria-label={t("inbox.select", { who })} />
      <a id={`row-${ticket.id}`} href={write({ ...here, ticket: ticket.id })} aria-current={here.ticket === ticket.id ? "true" : undefined}>
        <span class="row-top">
          <Channel name={ticket.channel} />
          <strong class="who" dir="auto">{who}</strong>
          {waits && ticket.waiting_since ? (
            <time dateTime={ticket.waiting_since}>{t("inbox.waits", { span: span((now - Date.parse(ticket.waiting_since)) / 1000) })}</time>
          ) : (
            <time dateTime={ticket.last_customer_message_at}>{ago(ticket.last_customer_message_at, now)}</time>
          )}
        </span>
        <span class="excerpt" dir="auto" lang={ticket.language}>
          <Stars rating={ticket.rating} /> {excerptOf(ticket)}
        </span>
        <span class="row-bottom">
          {ticket.danger === "possible" && <span class="chip bad">{t("danger")}</span>}
          <span class={`chip priority ${ticket.priority}`} title={shownReasons(ticket.reasons).join(" · ")}>
            {word("priority", ticket.priority)}
          </span>
          <span class="reason">{resolving ? t("inbox.leaving") : left ? t("inbox.left") : why(ticket)}</span>
          <span class="grow" />
          {holder && (
            <span class="avatar small" title={t("held_by", { who: holder })}>
              <span aria-hidden="true">{initials(holder)}</span>
              <span class="unseen">{t("held_by", { who: holder })}</span>
            </span>
          )}
          <Clock ticket={ticket} now={now} />
        </span>
      </a>
    </li>
  );
}

/** The reason that says most: how the message was understood comes first in the list, so what follows is preferred. */
function why(ticket: Ticket): string {
  const telling = ticket.reasons.find((reason) => !/^(category|stage):/.test(reason) && !isSimilar(reason));
  return telling ? reasonText(telling) : word("category", ticket.category);
}

/** Not every platform tells who writes. */
export function customerName(ticket: Pick<Ticket, "customer" | "channel">): string {
  return ticket.customer.name || ticket.customer.handle || t("customer.on", { channel: channelName(ticket.channel) });
}
