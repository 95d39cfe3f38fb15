/** What a supervisor sees: how many wait and since when, by team and channel; incidents. */

import { useMemo, useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Incident, Ticket } from "../api/types";
import { number, plural, t } from "../i18n";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { heldBy } from "../ticket/holder";
import { deadline } from "../time/deadline";
import { useNow } from "../time/now";
import { moment, span } from "../time/span";
import { channelName } from "../ui/Channel";
import { toast } from "../ui/toasts";

export function Board({ place, refresh }: { place: Place; refresh: () => void }) {
  const now = useNow();
  const waiting = usePolled(`board ${place.brand.id}`, (headers, signal) => call("get", "/tickets", { query: { brand: place.brand.id, status: ["new", "open"], limit: 100 }, headers, signal }), 10_000);
  const tickets = waiting.data?.items ?? [];
  const more = Boolean(waiting.data?.next_cursor);
  const oldest = Math.min(...tickets.filter((each) => each.needs_response).map((each) => Date.parse(each.last_customer_message_at)));
  return (
    <div class="board">
      <h1>{t("board")}</h1>
      <div class="figure-cards">
        <Card label={t("board.waiting")} value={`${number(tickets.filter((each) => each.needs_response).length)}${more ? "+" : ""}`} />
        <Card label={t("board.oldest")} value={Number.isFinite(oldest) ? span((now - oldest) / 1000) : "–"} />
        <Card label={t("board.next_hour")} value={number(tickets.filter((each) => due(each, now) === "hour").length)} />
        <Card label={t("board.late")} value={number(tickets.filter((each) => due(each, now) === "late").length)} bad={tickets.some((each) => due(each, now) === "late")} />
      </div>
      <div class="panels">
        <Groups title={t("board.by_team")} tickets={tickets} now={now} name={(ticket) => ticket.team} />
        <Groups title={t("board.by_channel")} tickets={tickets} now={now} name={(ticket) => channelName(ticket.channel)} />
        <Groups title={t("board.by_holder")} tickets={tickets} now={now} name={(ticket) => heldBy(ticket) ?? t("nobody")} />
        <Incidents place={place} refresh={refresh} />
      </div>
    </div>
  );
}

function due(ticket: Ticket, now: number): "late" | "hour" | "later" {
  const { at } = deadline(ticket, now);
  if (at === null || at - now > 3_600_000) return "later";
  return at <= now ? "late" : "hour";
}

function Card({ label, value, bad = false }: { label: string; value: string; bad?: boolean }) {
  return (
    <div class={`figure-card${bad ? " bad" : ""}`}>
      <span class="figure-value">{value}</span>
      <span class="figure-label">{label}</span>
    </div>
  );
}

function Groups({ title, tickets, now, name }: { title: string; tickets: readonly Ticket[]; now: number; name: (ticket: Ticket) => string }) {
  const groups = useMemo(() => {
    const found = new Map<string, Ticket[]>();
    for (const ticket of tickets) found.set(name(ticket), [...(found.get(name(ticket)) ?? []), ticket]);
    return [...found].sort(([, one], [, other]) => other.length - one.length);
  }, [tickets]);
  return (
    <section class="panel">
      <h2>{title}</h2>
      <table class="plain">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("board.waiting")}</th>
            <th scope="col">{t("board.oldest")}</th>
            <th scope="col">{t("board.next_hour")}</th>
            <th scope="col">{t("board.late")}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(([group, own]) => {
            const late = own.filter((each) => due(each, now) === "late").length;
            return (
              <tr key={group}>
                <th scope="row">{group}</th>
                <td class="figure">{number(own.length)}</td>
                <td class="figure">{span((now - Math.min(...own.map((each) => Date.parse(each.last_customer_message_at)))) / 1000)}</td>
                <td class="figure">{number(own.filter((each) => due(each, now) === "hour").length)}</td>
                <td class={`figure${late ? " bad" : ""}`}>{number(late)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Incidents({ place, refresh }: { place: Place; refresh: () => void }) {
  const [title, setTitle] = useState("");
  const may = place.me.scopes.includes("desk:supervise");
  const act = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      toast(done, { tone: "good" });
    } catch (error) {
      complain(error);
    }
    refresh();
  };
  const resolve = (incident: Incident) => act(() => call("post", "/incidents/{incident_id}/resolve", { path: { incident_id: incident.id } }), t("incident.resolved"));
  return (
    <section class="panel">
      <h2>{t("incidents")}</h2>
      {place.incidents.length === 0 && <p class="muted">{t("incidents.none")}</p>}
      <ul class="incidents">
        {place.incidents.map((incident) => (
          <li key={incident.id}>
            <strong>{incident.title}</strong>{" "}
            <span class="muted">
              {incident.suspected ? t("incident.is_suspected") : t("incident.by", { who: incident.opened_by })} · {moment(incident.opened_at)} · {plural("tickets", incident.ticket_count)} ·{" "}
              {incident.channels.length ? incident.channels.map(channelName).join(", ") : t("incident.everywhere")}
            </span>
            {may && (
              <button type="button" onClick={() => void resolve(incident)}>
                {t(incident.suspected ? "incident.dismiss" : "incident.resolve")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <form
          class="incident-new"
          onSubmit={(event) => {
            event.preventDefault();
            if (!title.trim()) return;
            void act(() => call("post", "/incidents", { body: { brand: place.brand.id, title: title.trim(), channels: [] } }), t("incident.opened")).then(() => setTitle(""));
          }}
        >
          <input type="text" aria-label={t("incident.title")} placeholder={t("incident.title")} maxLength={100} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
          <button type="submit">{t("incident.open_new")}</button>
          <p class="muted">{t("incident.effect")}</p>
        </form>
      )}
    </section>
  );
}
