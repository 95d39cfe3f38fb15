/** What is under way: open one, end it, dismiss a suspicion or say that it is true. */

import { useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import type { Incident } from "../api/types";
import { plural, t } from "../i18n";
import { write } from "../routing/route";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { moment } from "../time/span";
import { channelName } from "../ui/Channel";
import { Dialog } from "../ui/Dialog";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";
import { textsOf, titleOf } from "./titleOf";
import { notTold, Told } from "./Told";

interface Wanted {
  title: string;
  channels: readonly string[];
  /** The suspicion that it comes from; none, if it is another outage; undecided before the person has said so. */
  from: Incident | null | undefined;
}

const ENDED_FOR = 24 * 3_600_000;

const NOTHING: Wanted = { title: "", channels: [], from: undefined };

export function Incidents({ place, refresh }: { place: Place; refresh: () => void }) {
  const [wanted, want] = useState<Wanted>(NOTHING);
  const [asking, ask] = useState(false);
  const [looking, look] = useState<Incident | null>(null);
  const may = place.me.scopes.includes("desk:supervise");
  const suspected = place.incidents.filter((each) => each.suspected);
  // What has ended since yesterday: an account may still lack the last word, and follow-ups may still run.
  const latest = usePolled(`incidents ended ${place.brand.id}`, (headers, signal) => call("get", "/incidents", { query: { brand: place.brand.id, limit: 10 }, headers, signal }), 20_000);
  const ended = (latest.data?.items ?? []).filter((each) => !each.suspected && each.resolved_at && Date.now() - Date.parse(each.resolved_at) < ENDED_FOR);
  const end = (incident: Incident) => call("post", "/incidents/{incident_id}/resolve", { path: { incident_id: incident.id } });
  const resolve = (incident: Incident) =>
    later(t(incident.suspected ? "incident.dismissed" : "incident.resolved"), async () => {
      const answer = await end(incident).catch(complain);
      refresh();
      latest.refresh();
      if (answer && answer.body.not_told.length > 0) {
        toast(notTold(answer.body.not_told), { tone: "bad", lasts: 10_000 });
        look(incident);
      }
      return Boolean(answer);
    });
  const open = async () => {
    const title = wanted.title.trim();
    if (!title) return;
    try {
      await call("post", "/incidents", { body: { brand: place.brand.id, title, channels: [...wanted.channels] as never, suspicion: wanted.from?.id ?? null } });
      toast(t("incident.opened"), { tone: "good" });
      if (wanted.from) await end(wanted.from);
      ask(false);
      want(NOTHING);
    } catch (error) {
      complain(error);
    }
    refresh();
  };
  const choose = (channel: string, on: boolean) => want({ ...wanted, channels: on ? [...wanted.channels, channel] : wanted.channels.filter((each) => each !== channel) });
  return (
    <section class="panel" aria-label={t("incidents")}>
      <header>
        <h2>{t("incidents")}</h2>
        {may && (
          <button type="button" onClick={() => ask(true)}>
            {t("incident.open_new")}
          </button>
        )}
      </header>
      {place.incidents.length === 0 && <p class="muted">{t("incidents.none")}</p>}
      <ul class="incidents">
        {place.incidents.map((incident) => (
          <li key={incident.id}>
            <a href={write({ page: "inbox", view: "all", ticket: null, query: new URLSearchParams({ incident: incident.id }).toString() })}>
              <strong dir="auto">{titleOf(incident)}</strong>
            </a>
            <span class="muted">
              {incident.suspected ? t("incident.is_suspected") : t("incident.by", { who: incident.opened_by })} · {moment(incident.opened_at)} · {!incident.suspected && `${plural("tickets", incident.ticket_count)} · `}
              {incident.channels.length ? incident.channels.map(channelName).join(", ") : t("incident.everywhere")}
              {incident.suspected && incident.seen_by && ` · ${t("incident.seen", { who: incident.seen_by })}`}
              {textsOf(incident) && ` · ${textsOf(incident)}`}
            </span>
            <span class="buttons">
              <button type="button" onClick={() => look(incident)}>
                {t("incident.told")}
              </button>
              {may && incident.suspected && (
                <button
                  type="button"
                  onClick={() => {
                    want({ title: "", channels: incident.channels, from: incident });
                    ask(true);
                  }}
                >
                  {t("incident.confirm")}
                </button>
              )}
              {may && (
                <button type="button" onClick={() => resolve(incident)}>
                  {t(incident.suspected ? "incident.dismiss" : "incident.resolve")}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {ended.length > 0 && (
        <>
          <h3>{t("incidents.ended")}</h3>
          <ul class="incidents">
            {ended.map((incident) => (
              <li key={incident.id}>
                <span dir="auto">{incident.title}</span>{" "}
                <span class="muted">
                  {moment(incident.resolved_at!)} {textsOf(incident) && ` · ${textsOf(incident)}`}
                </span>
                <span class="buttons">
                  <button type="button" onClick={() => look(incident)}>
                    {t("incident.told")}
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {looking && (
        <Told
          incident={place.incidents.find((each) => each.id === looking.id) ?? looking}
          may={may}
          onEnded={() => {
            refresh();
            latest.refresh();
          }}
          onClose={() => look(null)}
        />
      )}
      {asking && (
        <Dialog title={t("incident.open_new")} onClose={() => ask(false)} unsaved={wanted.title.trim() !== ""}>
          <form
            class="choices incident-new"
            onSubmit={(event) => {
              event.preventDefault();
              void open();
            }}
          >
            <label>
              {t("incident.title")}
              <input type="text" required maxLength={100} placeholder={t("incident.title_example")} value={wanted.title} onInput={(event) => want({ ...wanted, title: event.currentTarget.value })} />
            </label>
            {suspected.length > 0 && (
              <fieldset>
                <legend>{t("incident.is_it")}</legend>
                {[...suspected, null].map((each) => (
                  <label key={each?.id ?? "another"} class="switch">
                    <input type="radio" name="suspicion" required checked={wanted.from === undefined ? false : wanted.from?.id === each?.id} onChange={() => want({ ...wanted, from: each })} /> {each ? `${titleOf(each)} · ${moment(each.opened_at)}` : t("incident.is_another")}
                  </label>
                ))}
              </fieldset>
            )}
            <fieldset>
              <legend>{t("incident.channels")}</legend>
              {place.brand.channels.map((channel) => (
                <label key={channel} class="switch">
                  <input type="checkbox" checked={wanted.channels.includes(channel)} onChange={(event) => choose(channel, event.currentTarget.checked)} /> {channelName(channel)}
                </label>
              ))}
            </fieldset>
            <p class="muted">{t("incident.effect")}</p>
            <footer>
              <button type="submit" class="primary" disabled={!wanted.title.trim() || (suspected.length > 0 && wanted.from === undefined)}>
                {t("incident.open_new")}
              </button>
            </footer>
          </form>
        </Dialog>
      )}
    </section>
  );
}
