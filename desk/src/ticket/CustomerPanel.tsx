import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Customer } from "../api/types";
import { plural, t, word } from "../i18n";
import { write } from "../routing/route";
import { moment } from "../time/span";
import { Channel, channelName } from "../ui/Channel";
import { excerptOf } from "./excerpt";

/** Who it is, on every channel, and what was before. */
export function CustomerPanel({ id, current }: { id: string; current: string }) {
  const [customer, setCustomer] = useState<Customer | null>(null);
  useEffect(() => {
    let shown = true;
    get("/customers/{customer_id}", { path: { customer_id: id } }).then((found) => shown && setCustomer(found), () => {});
    return () => {
      shown = false;
    };
  }, [id]);
  if (!customer) return null;
  const earlier = customer.tickets.filter((ticket) => ticket.id !== current);
  return (
    <>
      <h2>{t("customer")}</h2>
      <p dir="auto">
        <strong>{customer.name || customer.handle || t("customer.unknown")}</strong>
        {customer.name && customer.handle && <span class="muted"> {customer.handle}</span>}
      </p>
      <ul class="identities">
        {Object.entries(customer.identities).map(([channel, who]) => (
          <li key={channel}>
            <Channel name={channel} /> {channelName(channel)} <span class="muted" dir="auto">{who}</span>
          </li>
        ))}
      </ul>
      <p class="muted">
        {t("customer.since", { at: moment(customer.first_seen_at) })} · {plural("tickets", customer.ticket_count)}
      </p>
      {earlier.length > 0 && (
        <>
          <h3>{t("customer.earlier")}</h3>
          <ul class="earlier">
            {earlier.slice(0, 10).map((ticket) => (
              <li key={ticket.id}>
                <a href={write({ page: "inbox", view: "all", ticket: ticket.id, query: "" })}>
                  <Channel name={ticket.channel} /> <span dir="auto">{excerptOf(ticket)}</span>
                  <span class="muted">
                    {word("status", ticket.status)} · {moment(ticket.created_at)}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
