import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { t } from "../i18n";
import { customerName } from "../inbox/Row";
import type { TicketsQuery } from "../inbox/views";
import { write } from "../routing/route";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { excerptOf } from "../ticket/excerpt";
import { moment } from "../time/span";
import { Channel } from "../ui/Channel";

const SHOWN = 10;

/** Tickets for which people are being called now, the most urgent first. */
export function Escalations({ place, every }: { place: Place; every: number }) {
  const query = { brand: place.brand.id, escalated: true, limit: SHOWN } as TicketsQuery;
  const polled = usePolled(`escalations ${place.brand.id}`, (headers, signal) => call("get", "/tickets", { query, headers, signal }), every);
  const tickets = polled.data?.items ?? [];
  const stop = async (ticket: string) => {
    await call("post", "/tickets/{ticket_id}/deescalate", { path: { ticket_id: ticket }, body: {} as never }).catch(complain);
    polled.refresh();
  };
  return (
    <section class="panel" aria-label={t("escalations")}>
      <h2>{t("escalations")}</h2>
      {polled.data && tickets.length === 0 && <p class="muted">{t("escalations.none")}</p>}
      <ul class="called">
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <a href={write({ page: "inbox", view: "all", ticket: ticket.id, query: "" })}>
              <Channel name={ticket.channel} /> <strong dir="auto">{customerName(ticket)}</strong>
            </a>
            <span class="muted">
              {ticket.escalating_since && `${t("escalations.since", { at: moment(ticket.escalating_since) })} · `}
              <bdi>{excerptOf(ticket)}</bdi>
            </span>
            <button type="button" onClick={() => void stop(ticket.id)}>
              {t("call_nobody")}
            </button>
          </li>
        ))}
      </ul>
      {polled.data?.next_cursor && <p class="muted">{t("escalations.more")}</p>}
    </section>
  );
}
