/** What a supervisor sees: how many wait and since when, by team and channel; who holds what; incidents; switches. */

import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { said } from "../api/said";
import type { Holder, Load } from "../api/types";
import { number, plural, t } from "../i18n";
import { queryOf } from "../inbox/ownViews";
import { write } from "../routing/route";
import type { Place } from "../Shell";
import { useNow } from "../time/now";
import { span } from "../time/span";
import { channelName } from "../ui/Channel";
import { AutomaticAnswers } from "./AutomaticAnswers";
import { Escalations } from "./Escalations";
import { Incidents } from "./Incidents";
import { OnDuty } from "./OnDuty";

const EVERY = 30_000; // each time a thousand tickets are read

export function Board({ place, refresh }: { place: Place; refresh: () => void }) {
  const now = useNow();
  const polled = usePolled(`board ${place.brand.id}`, (headers, signal) => call("get", "/board", { query: { brand: place.brand.id }, headers, signal }), EVERY);
  const board = polled.data;
  return (
    <div class="board">
      <h1>{t("board")}</h1>
      {/* First: nothing that comes later moves what is pressed here, and the figures take nothing away that was begun. */}
      <Incidents place={place} refresh={refresh} />
      {board ? (
        <div class="figure-cards">
          <Card label={t("board.waiting")} value={number(board.total.waiting)} />
          <Card label={t("board.oldest")} value={since(board.total, now)} />
          <Card label={t("board.next_hour")} value={number(board.total.due_within_hour)} />
          <Card label={t("board.late")} value={number(board.total.overdue)} bad={board.total.overdue > 0} />
          <Card label={t("view.danger")} value={number(board.danger)} bad={board.danger > 0} />
        </div>
      ) : (
        <p class="empty">{polled.error ? said(polled.error) : t("loading")}</p>
      )}
      {board && !board.complete && <p class="muted">{t("board.incomplete")}</p>}
      {/* Two columns of their own, not one text in two: what grows in one moves nothing in the other. */}
      <div class="stacks" hidden={!board && !polled.error}>
        <div>
          {board && <Loads title={t("board.by_team")} by="team" loads={board.teams} name={(name) => name} now={now} />}
          {board && <Loads title={t("board.by_channel")} by="channel" loads={board.channels} name={channelName} now={now} />}
          <Escalations place={place} every={EVERY} />
        </div>
        <div>
          {board && <Holders holders={board.holders} />}
          {board && (
            <section class="panel">
              <h2>{t("board.unhandled")}</h2>
              <table class="plain">
                <tbody>
                  {(["parked", "quarantined"] as const).map((each) => (
                    <tr key={each}>
                      <th scope="row">
                        {t(`board.${each}`)}
                        <p class="muted">{t(`board.${each}_means`)}</p>
                      </th>
                      {board[each] === null ? <td class="figure">–</td> : <Cell value={board[each]} bad />}
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
          <OnDuty place={place} />
          <AutomaticAnswers place={place} />
        </div>
      </div>
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

/** A figure; nothing is quiet, and what is bad is seen. */
function Cell({ value, bad = false }: { value: number; bad?: boolean }) {
  return <td class={`figure${value === 0 ? " zero" : bad ? " bad" : ""}`}>{number(value)}</td>;
}

/** Leads to the open tickets with these conditions. */
function listOf(conditions: Record<string, string>): string {
  return write({ page: "inbox", view: "all", ticket: null, query: queryOf(conditions) });
}

/** Teams or channels with open tickets; the others are named in one line. */
function Loads({ title, by, loads, name, now }: { title: string; by: "team" | "channel"; loads: readonly Load[]; name: (name: string) => string; now: number }) {
  const busy = loads.filter((load) => load.open > 0);
  const quiet = busy.length ? loads.filter((load) => load.open === 0) : [];
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
          {(busy.length ? busy : loads).map((load) => (
            <tr key={load.name}>
              <th scope="row">
                <a href={listOf({ [by]: load.name })}>{name(load.name)}</a>
              </th>
              <Cell value={load.waiting} />
              <Cell value={load.unassigned} />
              <td class="figure">{since(load, now)}</td>
              <Cell value={load.due_within_hour} />
              <Cell value={load.overdue} bad />
            </tr>
          ))}
        </tbody>
      </table>
      {quiet.length > 0 && <p class="muted">{t("board.quiet", { names: quiet.map((load) => name(load.name)).join(", ") })}</p>}
    </section>
  );
}

function Holders({ holders }: { holders: readonly Holder[] }) {
  return (
    <section class="panel">
      <header>
        <h2>{t("board.by_holder")}</h2>
        <span class="muted">{plural("board.online_count", holders.filter((holder) => holder.online).length)}</span>
      </header>
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
          {[...holders].sort((one, other) => Number(other.online) - Number(one.online)).map((holder) => (
            <tr key={holder.id}>
              <th scope="row" dir="auto">
                <a href={listOf({ assignee: holder.id })}>{holder.name}</a>{" "}
                {holder.online && <span class="chip good">{t("board.online")}</span>}
              </th>
              <Cell value={holder.open} />
              <Cell value={holder.waiting} />
              <Cell value={holder.overdue} bad />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
