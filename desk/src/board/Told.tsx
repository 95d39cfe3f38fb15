/** One incident: why it is suspected, what is said in public and where it stands, and who was told that it is over. */

import { useEffect, useState } from "preact/hooks";
import { call } from "../api/client";
import { usePolled } from "../api/polling";
import { platformRefusal } from "../api/said";
import type { Evidence, Incident, IncidentReport, NotTold, PublicUpdate } from "../api/types";
import { languageName, number, plural, t, word } from "../i18n";
import { complain } from "../ticket/complain";
import { moment } from "../time/span";
import { channelName } from "../ui/Channel";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { textsOf, titleOf } from "./titleOf";

const EVERY = 5_000;

/** One line: on which accounts the public does not hear that it is over, and why. */
export function notTold(accounts: readonly NotTold[]): string {
  return t("incident.not_told", { accounts: accounts.map((each) => `${channelName(each.channel)} (${word("not_told", each.reason)})`).join(", ") });
}

const AGAIN = new Set(["refused", "not_posted", "brand_unreadable"]); // posted by ending it once more
const SHORTER = new Set(["too_long", "no_text"]);

interface Properties {
  incident: Incident;
  may: boolean;
  onEnded?: () => void;
  onClose: () => void;
}

export function Told({ incident: known, may, onEnded, onClose }: Properties) {
  const path = { incident_id: known.id };
  const report = usePolled(`incident report ${known.id}`, (headers, signal) => call("get", "/incidents/{incident_id}/report", { path, headers, signal }), EVERY);
  const evidence = usePolled(`incident evidence ${known.id}`, (headers, signal) => call("get", "/incidents/{incident_id}/evidence", { path, headers, signal }), EVERY);
  const act = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      toast(done, { tone: "good" });
    } catch (error) {
      complain(error);
    }
  };
  const [unsaved, setUnsaved] = useState(false);
  const incident = report.data?.incident ?? known;
  const missing = report.data?.not_told ?? [];
  const drafted = report.data?.updates.some((each) => !each.published_at);
  const writes = incident.resolved_at ? missing.some((each) => SHORTER.has(each.reason)) : true;
  const end = (publish: boolean) => () =>
    call("post", "/incidents/{incident_id}/resolve", { path, body: { publish } }).then(() => {
      report.refresh();
      onEnded?.();
    });
  return (
    <Dialog title={titleOf(incident)} onClose={onClose} unsaved={unsaved}>
      <div class="told">
        {evidence.data?.at && <Why evidence={evidence.data} />}
        {report.data && <Figures report={report.data} />}
        {missing.length > 0 && (
          <section class="banner warn" aria-label={t("incident.not_told_title")}>
            <h3>{t("incident.not_told_title")}</h3>
            <ul>
              {missing.map((each) => (
                <li key={each.account}>
                  {channelName(each.channel)} <span class="muted">{each.account}</span> {word("not_told", each.reason)}
                  {each.length !== null && ` (${number(each.length)} / ${number(each.limit ?? 0)})`} {each.error && (platformRefusal(each.error) ?? each.error)}
                </li>
              ))}
            </ul>
            {may && missing.some((each) => AGAIN.has(each.reason)) && (
              <button type="button" onClick={() => void act(end(true), t("incident.publishing"))}>
                {t("incident.publish_missing")}
              </button>
            )}
          </section>
        )}
        {report.data?.updates.map((update) => (
          <Update key={`${update.number} ${update.published_at}`} update={update} incident={incident} may={may} act={act} onEdited={setUnsaved} onChanged={report.refresh} />
        ))}
        {may && !incident.suspected && writes && report.data && !drafted && (
          <Update key={`${report.data.updates.length + 1} null`} update={next(report.data, incident.resolved_at ? "resolved" : "updated")} incident={incident} may={may} act={act} onEdited={setUnsaved} onChanged={report.refresh} />
        )}
        {may && !incident.suspected && !incident.resolved_at && incident.updates > 0 && (
          <button type="button" onClick={() => void act(end(false), t("incident.resolved"))}>
            {t("incident.resolve_silently")}
          </button>
        )}{" "}
        {textsOf(incident) && <p class="muted">{textsOf(incident)}</p>}
        {may && incident.stopped_at && !incident.suspected && (
          <button type="button" onClick={() => void act(() => call("post", "/incidents/{incident_id}/resume", { path }).then(report.refresh), t("incident.resumed"))}>
            {t("incident.resume")}
          </button>
        )}
        {may && !incident.stopped_at && !incident.suspected && (
          <button type="button" onClick={() => void act(() => call("post", "/incidents/{incident_id}/stop", { path }).then(report.refresh), t("incident.stopped"))}>
            {t("incident.stop")}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function next(report: IncidentReport, kind: "updated" | "resolved"): PublicUpdate {
  const last = report.updates[report.updates.length - 1];
  const empty = Object.fromEntries(Object.keys(last?.texts ?? { fr: "", en: "" }).map((language) => [language, ""]));
  return { number: report.updates.length + 1, kind, texts: empty, version: 0, written_by: "", written_at: report.began_at, published_by: null, published_at: null, accounts: [] };
}

function Why({ evidence }: { evidence: Evidence }) {
  const most = Math.max(...evidence.curve, 1);
  return (
    <section aria-label={t("incident.why")}>
      <h3>{t("incident.why")}</h3>
      <svg class="curve" preserveAspectRatio="none" viewBox={`0 0 ${evidence.curve.length * 12} 40`} role="img" aria-label={t("incident.curve", { counts: evidence.curve.join(", ") })}>
        {evidence.curve.map((count, place) => (
          <rect x={place * 12} y={40 - (count / most) * 40} width={10} height={(count / most) * 40} />
        ))}
      </svg>
      <p class="muted">
        {evidence.usual_per_hour !== null && t("incident.usual", { count: number(evidence.usual_per_hour) })} {evidence.words.length > 0 && t("incident.words", { words: evidence.words.join(", ") })}
      </p>
      <ul>
        {evidence.excerpts.map((each) => (
          <li key={each.ticket_id}>
            <strong>{channelName(each.channel)}</strong> <bdi>{each.excerpt}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ report }: { report: IncidentReport }) {
  return (
    <p>
      {plural("tickets", report.tickets)} · {plural("incident.customers", report.customers)} · {plural("incident.pointers", report.pointers_sent)} ·{" "}
      {t("incident.follow_ups", {
        sent: number(report.follow_ups_sent),
        skipped: number(report.follow_ups_skipped),
        failed: number(report.follow_ups_failed),
        left: number(report.follow_ups_left),
      })}
      {report.minutes !== null && ` · ${plural("incident.lasted", report.minutes)}`}
    </p>
  );
}

type Act = (work: () => Promise<unknown>, done: string) => Promise<void>;

type Texts = Record<string, string>;

interface Editing {
  update: PublicUpdate;
  incident: Incident;
  may: boolean;
  act: Act;
  onEdited: (edited: boolean) => void;
  onChanged: () => void;
}

function Update({ update, incident, may, act, onEdited, onChanged }: Editing) {
  // Null: what is stored is shown, whoever wrote it. `of` is the version that was there when writing began.
  const [written, write] = useState<{ texts: Texts; of: number } | null>(null);
  const texts = written?.texts ?? update.texts;
  const [sure, setSure] = useState(false); // what was posted in public cannot be taken back
  const path = { incident_id: incident.id, number: String(update.number) };
  const draft = !update.published_at;
  const edited = draft && Object.entries(texts).some(([language, text]) => text !== update.texts[language]);
  const other = edited && written !== null && written.of !== update.version; // a colleague wrote another text meanwhile
  useEffect(() => {
    onEdited(edited);
    return () => onEdited(false);
  }, [edited]);
  useEffect(() => setSure(false), [update.version, JSON.stringify(texts)]); // they were sure of another text
  const save = async () => {
    const { body } = await call("put", "/incidents/{incident_id}/updates/{number}", {
      path,
      body: { kind: update.kind as never, texts: Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim())), version: update.version },
    });
    write(null);
    return body.version;
  };
  const publish = async () => {
    const version = edited ? await save() : update.version;
    await call("post", "/incidents/{incident_id}/updates/{number}/publish", { path, body: { version } });
  };
  const attempt = (work: () => Promise<unknown>, done: string) => void act(work, done).then(onChanged);
  return (
    <section aria-label={t("incident.update", { number: String(update.number) })}>
      <h3>
        {t("incident.update", { number: String(update.number) })} <span class="muted">{update.published_at ? moment(update.published_at) : t("incident.draft")}</span>
      </h3>
      {Object.entries(texts).map(([language, text]) =>
        draft && may ? (
          <label key={language}>
            {languageName(language)}
            <textarea rows={3} maxLength={5000} lang={language} value={text} onInput={(event) => write({ texts: { ...texts, [language]: event.currentTarget.value }, of: written?.of ?? update.version })} />
          </label>
        ) : (
          <p key={language} lang={language} dir="auto">
            {text}
          </p>
        ),
      )}
      {other && (
        <div class="banner warn" role="alert">
          <p>{t("incident.other_text", { who: update.written_by })}</p>
          {Object.entries(update.texts).map(([language, text]) => (
            <p key={language} lang={language} dir="auto">
              {text}
            </p>
          ))}
          <button type="button" onClick={() => write(null)}>
            {t("incident.take_theirs")}
          </button>{" "}
          <button type="button" onClick={() => write({ texts, of: update.version })}>
            {t("incident.keep_mine")}
          </button>
        </div>
      )}
      <ul class="switches">
        {update.accounts.map((each) => (
          <li key={each.account}>
            {channelName(each.channel)} @{each.handle} <span class={`chip ${each.state === "published" ? "good" : "warn"}`}>{word("post", each.state)}</span> {each.error}{" "}
            {each.link && (
              <a href={each.link} target="_blank" rel="noopener noreferrer">
                {t("incident.read_it")}
              </a>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <span class="buttons">
          {draft && (
            <button type="button" disabled={!edited || other} onClick={() => attempt(save, t("incident.saved"))}>
              {t("incident.save")}
            </button>
          )}
          {(draft || update.accounts.some((each) => each.state === "failed" || each.state === "prepared")) && (
            <button type="button" class={sure ? "primary" : undefined} disabled={other} onClick={() => (sure ? (setSure(false), attempt(publish, t("incident.publishing"))) : setSure(true))}>
              {t(sure ? "incident.publish_sure" : draft ? "incident.publish" : "incident.publish_rest")}
            </button>
          )}
        </span>
      )}
    </section>
  );
}
