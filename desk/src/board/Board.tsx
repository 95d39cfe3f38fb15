/** What a supervisor sees: how many wait and since when, by team and channel; who holds what; incidents; switches. */

import { useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Holder, Incident, Load } from "../api/types";
import { number, plural, t, word } from "../i18n";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { useNow } from "../time/now";
import { moment, span } from "../time/span";
import { channelName } from "../ui/Channel";
import { toast } from "../ui/toasts";

const EVERY = 10_000;

export function Board({ place, refresh }: { place: Place; refresh: () => void }) {
  const now = useNow();
  const polled = usePolled(`board ${place.brand.id}`, (headers, signal) => call("get", "/board", { query: { brand: place.brand.id }, headers, signal }), EVERY);
  const board = polled.data;
  return (
    <div class="board">
      <h1>{t("board")}</h1>
      {board ? (
        <>
          <div class="figure-cards">
            <Card label={t("board.waiting")} value={number(board.total.waiting)} />
            <Card label={t("board.oldest")} value={since(board.total, now)} />
            <Card label={t("board.next_hour")} value={number(board.total.due_within_hour)} />
            <Card label={t("board.late")} value={number(board.total.overdue)} bad={board.total.overdue > 0} />
            <Card label={t("view.danger")} value={number(board.danger)} bad={board.danger > 0} />
          </div>
          {!board.complete && <p class="muted">{t("board.incomplete")}</p>}
          <div class="panels">
            <Loads title={t("board.by_team")} loads={board.teams} name={(name) => name} now={now} />
            <Loads title={t("board.by_channel")} loads={board.channels} name={channelName} now={now} />
            <Holders holders={board.holders} />
            <Incidents place={place} refresh={refresh} />
            <section class="panel">
              <h2>{t("board.automatic")}</h2>
              <ul class="switches">
                {Object.entries(board.automatic_answers.channels).map(([channel, state]) => (
                  <li key={channel}>
                    {channelName(channel)} <span class={`chip ${state === "on" ? "good" : "warn"}`}>{word("automatic", state)}</span>
                  </li>
                ))}
              </ul>
              {board.automatic_answers.changed_at && (
                <p class="muted">{t("board.switched", { who: board.automatic_answers.changed_by ?? t("customer.unknown"), at: moment(board.automatic_answers.changed_at) })}</p>
              )}
            </section>
          </div>
        </>
      ) : (
        <>
          <p class="empty">{polled.error ? polled.error.problem.detail : t("loading")}</p>
          <div class="panels">
            <Incidents place={place} refresh={refresh} />
          </div>
        </>
      )}
    </div>
  );
}

function since(load: Load, now: number): string {
  return load.oldest_waiting_since ? span((now - Date.parse(load.oldest_waiting_since)) / 1000) : "–";
}

function Card({ label, value, bad = false }: { label: string; value: string; bad?: boolean }) {
  return (
    <div class={`figure-card${bad ? " bad" : ""}`}>
      <span class="figure-value">{value}</span>
      <span class="figure-label">{label}</span>
    </div>
  );
}

function Loads({ title, loads, name, now }: { title: string; loads: readonly Load[]; name: (name: string) => string; now: number }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <table class="plain">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("board.waiting")}</th>
            <th scope="col">{t("view.unassigned")}</th>
            <th scope="col">{t("board.oldest")}</th>
            <th scope="col">{t("board.next_hour")}</th>
            <th scope="col">{t("board.late")}</th>
          </tr>
        </thead>
        <tbody>
          {loads.map((load) => (
            <tr key={load.name}>
              <th scope="row">{name(load.name)}</th>
              <td class="figure">{number(load.waiting)}</td>
              <td class="figure">{number(load.unassigned)}</td>
              <td class="figure">{since(load, now)}</td>
              <td class="figure">{number(load.due_within_hour)}</td>
              <td class={`figure${load.overdue ? " bad" : ""}`}>{number(load.overdue)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Holders({ holders }: { holders: readonly Holder[] }) {
  return (
    <section class="panel">
      <h2>{t("board.by_holder")}</h2>
      <table class="plain">
        <thead>
          <tr>
            <td />
            <th scope="col">{t("board.open")}</th>
            <th scope="col">{t("board.waiting")}</th>
            <th scope="col">{t("board.late")}</th>
          </tr>
        </thead>
        <tbody>
          {holders.map((holder) => (
            <tr key={holder.id}>
              <th scope="row" dir="auto">
                {holder.name}
              </th>
              <td class="figure">{number(holder.open)}</td>
              <td class="figure">{number(holder.waiting)}</td>
              <td class={`figure${holder.overdue ? " bad" : ""}`}>{number(holder.overdue)}</td>
            </tr>
          ))}
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
