import { useEffect, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { Customer } from "../api/types";
import { plural, t, word } from "../i18n";
import { write } from "../routing/route";
import type { Place } from "../Shell";
import { moment } from "../time/span";
import { Channel, channelName } from "../ui/Channel";
import { later } from "../ui/later";
import { complain } from "./complain";
import { excerptOf } from "./excerpt";
import { LinkDialog } from "./LinkDialog";
import { takeAlong } from "./takeAlong";

const SHOWN = 10;

/** Who it is, on every channel, and what was before. */
export function CustomerPanel({ id, current, version, place }: { id: string; current: string; version: number; place: Place }) {
  const [all, showAll] = useState(false);
  const [customer, setCustomer] = useState<Customer | null>(null);
  const [failed, setFailed] = useState(false);
  const [linking, link] = useState(false);
  const [taking, setTaking] = useState(false);
  const supervises = place.me.scopes.includes("desk:supervise");
  const load = () => {
    setFailed(false);
    get("/customers/{customer_id}", { path: { customer_id: id } }).then(setCustomer, () => setFailed(customer?.id !== id));
  };
  useEffect(load, [id, version]); // what happens to this ticket often happens to the others of the customer
  const take = async () => {
    setTaking(true);
    await takeAlong(id).catch(complain);
    setTaking(false);
  };
  const unlink = (one: string, other: string) =>
    later(
      t("unlinked"),
      async () => {
        const answer = await call("post", "/customers/{customer_id}/unlink", { path: { customer_id: one }, body: { customer: other } }).catch(complain);
        load();
        return Boolean(answer);
      },
    );
  if (failed) {
    return (
      <p class="muted">
        {t("customer.not_loaded")}{" "}
        <button type="button" class="quiet" onClick={load}>
          {t("try_again")}
        </button>
      </p>
    );
  }
  if (!customer) return <p class="muted">{t("loading")}</p>;
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
      {customer.others.length > 0 && (
        <>
          <h3>{t("customer.same")}</h3>
          <ul class="identities">
            {customer.others.map((other) => (
              <li key={other.id}>
                {Object.keys(other.identities).map((channel) => (
                  <Channel key={channel} name={channel} />
                ))}{" "}
                <span dir="auto">{other.name || other.handle || Object.values(other.identities)[0]}</span>
                {supervises && other.linked_by && (
                  <button type="button" class="quiet" title={t("customer.linked_by", { who: other.linked_by })} onClick={() => unlink(other.linked_to, other.id)}>
                    {t("unlink")}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="muted">
        {t("customer.since", { at: moment(customer.first_seen_at) })} · {plural("tickets", customer.ticket_count)}
      </p>
      {earlier.length > 0 && (
        <>
          <h3>{t("customer.earlier")}</h3>
          <ul class="earlier">
            {earlier.slice(0, all ? earlier.length : SHOWN).map((ticket) => (
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
          {!all && earlier.length > SHOWN && (
            <button type="button" class="quiet" onClick={() => showAll(true)}>
              {t("customer.all_earlier", { count: earlier.length })}
            </button>
          )}
        </>
      )}
      <AutomaticTexts key={id} id={id} />
      {supervises && (
        <p class="buttons">
          <button type="button" onClick={() => link(true)}>
            {t("link")}
          </button>
          {place.me.scopes.includes("admin") && (
            <button type="button" disabled={taking} onClick={() => void take()}>
              {t(taking ? "loading" : "customer.export")}
            </button>
          )}
        </p>
      )}
      {linking && <LinkDialog id={id} brand={customer.brand} known={[id, ...customer.others.map((other) => other.id)]} onClose={() => link(false)} onDone={load} />}
    </>
  );
}

/** Whether automatic texts are sent to this person. */
function AutomaticTexts({ id }: { id: string }) {
  const [setting, setSetting] = useState<"on" | "off" | null>(null);
  const path = { customer_id: id };
  useEffect(() => {
    let shown = true;
    get("/customers/{customer_id}/automatic-texts", { path }).then((found) => shown && setSetting(found.setting), () => {});
    return () => {
      shown = false;
    };
  }, [id]);
  if (setting === null) return null;
  const change = async (wanted: "on" | "off") => {
    setSetting(wanted);
    try {
      setSetting((await call("put", "/customers/{customer_id}/automatic-texts", { path, body: { setting: wanted } })).body.setting);
    } catch (error) {
      setSetting(setting);
      complain(error);
    }
  };
  return (
    <label class="switch">
      <input type="checkbox" checked={setting === "on"} onChange={(event) => void change(event.currentTarget.checked ? "on" : "off")} /> {t("customer.automatic")}
    </label>
  );
}
