import type { Brand, Part, Percentiles, Service } from "../api/types";
import { number, t, word } from "../i18n";
import { span } from "../time/span";
import { channelName } from "../ui/Channel";
import { Bars, Change, type Bar } from "./charts";
import type { Cell } from "./csv";
import { Kinds } from "./Kinds";
import { Figure, Panel } from "./Panel";
import type { Compared } from "./Reports";
import type { Span } from "./spans";
import { allTimes, PERCENTILES, time, TIME_COLUMNS, took } from "./times";

type Counts = Record<string, number>;
/** Of the span, of its whole hours, and before. */
type Three = readonly [Counts, Counts, Counts | undefined];

export function ServiceReport({ figures: { now, whole, before }, brand, chosen }: { figures: Compared<Service>; brand: Brand; chosen: Span }) {
  const share = (part: number, whole: number) => (whole ? number(part / whole, { style: "percent" }) : "–");
  const lists: readonly ["priority" | "category" | "channel", Three, (name: string) => string][] = [
    ["channel", [now.by_channel, whole.by_channel, before?.by_channel], channelName],
    ["category", [now.by_category, whole.by_category, before?.by_category], (name) => word("category", name)],
    ["priority", [now.by_priority, whole.by_priority, before?.by_priority], (name) => word("priority", name)],
  ];
  const times: readonly ["first_response" | "first_response_business" | "resolution" | "resolution_business", Percentiles, Percentiles, Percentiles | undefined][] = [
    ["first_response", now.first_response, whole.first_response, before?.first_response],
    ["first_response_business", now.first_response_business, whole.first_response_business, before?.first_response_business],
    ["resolution", now.resolution, whole.resolution, before?.resolution],
    ["resolution_business", now.resolution_business, whole.resolution_business, before?.resolution_business],
  ];
  const acknowledgements = now.acknowledgements;
  const suppressed: Three = [acknowledgements.suppressed, whole.acknowledgements.suppressed, before?.acknowledgements.suppressed];
  const failed: Three = [acknowledgements.failed, whole.acknowledgements.failed, before?.acknowledgements.failed];
  const satisfaction = now.satisfaction;
  const parts: readonly ["channel" | "team" | "agent", readonly Part[], readonly Part[], readonly Part[] | undefined, (part: Part) => string][] = [
    ["channel", now.channels, whole.channels, before?.channels, (part) => channelName(part.id)],
    ["team", now.teams, whole.teams, before?.teams, (part) => part.id],
    ["agent", now.agents, whole.agents, before?.agents, (part) => part.name ?? t("report.former_agent")],
  ];
  return (
    <>
      <div class="figure-cards">
        <Figure label={t("report.opened")} value={number(now.opened)}>
          {before && <Change now={whole.opened} before={before.opened} />}
        </Figure>
        <Figure label={t("report.answered")} value={share(now.answered, now.opened)} />
        <Figure label={t("report.breached")} value={number(now.breached)}>
          {before && <Change now={whole.breached} before={before.breached} lessIsGood />}
        </Figure>
        <Figure label={t("report.median")} value={time(now.first_response.median_seconds)}>
          <Times now={whole.first_response} before={before?.first_response} />
        </Figure>
        <Figure label={t("report.resolved")} value={number(now.resolved)}>
          {before && <Change now={whole.resolved} before={before.resolved} />}
        </Figure>
      </div>
      <div class="panels">
        <Panel title={t("report.times")} name="times" rows={[["", "count", ...PERCENTILES.map((part) => `${part}_seconds`)], ...times.map(([name, each]): Cell[] => [name, each.count, ...took(each)])]}>
          <table class="plain">
            <thead>
              <tr>
                <td />
                <th scope="col">p50</th>
                <th scope="col">p90</th>
                <th scope="col">p95</th>
                <th scope="col">{t("report.count")}</th>
              </tr>
            </thead>
            <tbody>
              {times.map(([name, each, compared, earlier]) => (
                <tr key={name}>
                  <th scope="row">{t(`report.${name}`)}</th>
                  <td class="figure">
                    {time(each.median_seconds)} <Times now={compared} before={earlier} />
                  </td>
                  <td class="figure">{time(each.p90_seconds)}</td>
                  <td class="figure">{time(each.p95_seconds)}</td>
                  <td class="figure">{number(each.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
        <Outcomes now={now} whole={whole} before={before} />
        <Panel
          title={t("report.acknowledgements")}
          name="acknowledgements"
          rows={[["", "count", "before"], ["sent", acknowledgements.sent, before?.acknowledgements.sent ?? null], ...rows(suppressed), ...rows(failed)]}
        >
          <Bars caption={t("report.acknowledgements")} bars={[{ label: t("report.sent"), value: acknowledgements.sent, whole: whole.acknowledgements.sent, before: before?.acknowledgements.sent }, ...bars(suppressed, (name) => word("suppressed", name)), ...bars(failed, (name) => t("report.failed", { why: name.replaceAll("_", " ") }))]} />
        </Panel>
        <Panel title={t("report.effect")} name="after-acknowledgement" rows={[["", "answered", "wrote_again"], ...effect(now).map(([name, each]): Cell[] => [name, each.answered, each.wrote_again])]}>
          <table class="plain">
            <thead>
              <tr>
                <td />
                <th scope="col">{t("report.answered")}</th>
                <th scope="col">{t("report.wrote_again")}</th>
                <th scope="col">{t("report.share")}</th>
              </tr>
            </thead>
            <tbody>
              {effect(now).map(([name, each]) => (
                <tr key={name}>
                  <th scope="row">{t(`report.${name}`)}</th>
                  <td class="figure">{number(each.answered)}</td>
                  <td class="figure">{number(each.wrote_again)}</td>
                  <td class="figure">{each.share === null ? "–" : number(each.share, { style: "percent" })}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {acknowledgements.delay.median_seconds !== null && <p class="muted">{t("report.delay", { span: span(acknowledgements.delay.median_seconds) })}</p>}
        </Panel>
        <Panel title={t("satisfaction")} name="satisfaction" rows={[["score", "count"], ...SCORES.map((each): Cell[] => [each, satisfaction.scores[each] ?? 0])]}>
          {satisfaction.average !== null && (
            <p>
              {t("report.average", { score: number(satisfaction.average, { maximumFractionDigits: 1 }) })} {before?.satisfaction.average != null && whole.satisfaction.average !== null && <Change now={whole.satisfaction.average} before={before.satisfaction.average} />}
            </p>
          )}
          <p class="muted">{t("report.asked", { answered: satisfaction.answered, asked: satisfaction.asked })}</p>
          {satisfaction.answered > 0 && <Bars caption={t("satisfaction")} bars={SCORES.map((each) => ({ label: t("satisfaction.score", { score: each }), value: satisfaction.scores[each] ?? 0, whole: whole.satisfaction.scores[each] ?? 0, before: before && (before.satisfaction.scores[each] ?? 0) }))} />}
        </Panel>
        {parts.map(([name, each, compared, earlier, text]) => (
          <Parts key={name} name={name} parts={withGone(each, earlier)} whole={compared} before={earlier} text={text} />
        ))}
        {(["category", "priority"] as const).map((each) => (
          <Kinds key={each} by={each} brand={brand} chosen={chosen} />
        ))}
        {lists.map(([name, counts, text]) => (
          <Panel key={name} title={t(`report.by_${name}`)} name={name} rows={[[name, "count", "before"], ...rows(counts)]}>
            <Bars caption={t(`report.by_${name}`)} bars={bars(counts, text)} />
          </Panel>
        ))}
      </div>
    </>
  );
}

const OUTCOMES = ["opened", "came_back", "answered", "near_misses", "breached", "next_near_misses", "next_breached", "resolved", "withdrawn", "resolution_near_misses", "resolution_breached", "reopened", "dangers", "corrected"] as const;
const WORSE_WHEN_MORE: readonly string[] = ["came_back", "near_misses", "breached", "next_near_misses", "next_breached", "resolution_near_misses", "resolution_breached", "reopened", "dangers"];

/** What became of the tickets of the span, beside the span before. */
function Outcomes({ now, whole, before }: Compared<Service>) {
  return (
    <Panel title={t("report.outcomes")} name="outcomes" rows={[["", "tickets", "before"], ...OUTCOMES.map((each): Cell[] => [each, now[each], before?.[each] ?? null])]}>
      <table class="plain">
        <tbody>
          {OUTCOMES.map((each) => (
            <tr key={each}>
              <th scope="row">{t(`outcome.${each}`)}</th>
              <td class="figure">{number(now[each])}</td>
              <td class="figure">{before && <Change now={whole[each]} before={before[each]} lessIsGood={WORSE_WHEN_MORE.includes(each)} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {now.contacts_per_customer !== null && <p class="muted">{t("report.per_customer", { share: number(now.repeat_share ?? 0, { style: "percent" }), count: number(now.contacts_per_customer, { maximumFractionDigits: 2 }) })}</p>}
      {now.messages_per_ticket !== null && <p class="muted">{t("report.per_ticket", { count: number(now.messages_per_ticket, { maximumFractionDigits: 1 }) })}</p>}
    </Panel>
  );
}

const SCORES = ["5", "4", "3", "2", "1"] as const;

function effect(now: Service) {
  return [
    ["with_acknowledgement", now.after_acknowledgement],
    ["without_acknowledgement", now.without_acknowledgement],
  ] as const;
}

/** A line for each channel, team or agent: how much, how soon, and how often too late. */
function Parts({ name, parts, whole, before, text }: { name: "channel" | "team" | "agent"; parts: readonly Part[]; whole: readonly Part[]; before: readonly Part[] | undefined; text: (part: Part) => string }) {
  const columns = ["opened", "answered", "resolved", "breached", "near_misses", "resolution_breached", "resolution_near_misses", "next_near_misses", "next_breached", "reopened", "reopened_share", "contacts_per_customer", "repeat_share"] as const;
  const more = (part: Part): Cell[] => [part.satisfaction.asked, part.satisfaction.answered, part.satisfaction.average, part.after_acknowledgement.answered, part.after_acknowledgement.wrote_again, part.without_acknowledgement.answered, part.without_acknowledgement.wrote_again];
  const percent = (share: number | null) => (share === null ? "–" : number(share, { style: "percent" }));
  const rows = parts.map((part): Cell[] => [text(part), ...columns.map((each) => part[each]), ...more(part), ...allTimes(part)]);
  return (
    <Panel wide title={t(`report.parts_${name}`)} name={`${name}s`} rows={[[name, ...columns, "satisfaction_asked", "satisfaction_answered", "satisfaction_average", "acknowledged_answered", "acknowledged_wrote_again", "unacknowledged_answered", "unacknowledged_wrote_again", ...TIME_COLUMNS], ...rows]}>
      {parts.length === 0 && <p class="muted">{t("report.nothing")}</p>}
      {parts.length > 0 && <div class="scrolls" tabIndex={0} role="region" aria-label={t(`report.parts_${name}`)}>
        <table class="plain">
          <thead>
            <tr>
              <td />
              {name !== "agent" && <th scope="col">{t("report.opened")}</th>}
              <th scope="col">{t("report.answered")}</th>
              <th scope="col">{t("report.resolved")}</th>
              <th scope="col">{t("report.breached")}</th>
              <th scope="col">{t("report.resolution_breached")}</th>
              <th scope="col">{t("report.reopened")}</th>
              <th scope="col">{t("report.p50")}</th>
              <th scope="col">{t("report.p90")}</th>
              <th scope="col">{t("report.p95")}</th>
              <th scope="col">{t("report.p50_business")}</th>
              <th scope="col">{t("report.resolution_p50")}</th>
              <th scope="col">{t("satisfaction")}</th>
              <th scope="col">{t("report.again_acknowledged")}</th>
              <th scope="col">{t("report.again_unacknowledged")}</th>
              {name !== "agent" && <th scope="col">{t("report.repeated")}</th>}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => {
              const earlier = before?.find((each) => each.id === part.id);
              const [median, p90, p95] = took(part.first_response);
              const compared = whole.find((each) => each.id === part.id);
              return (
                <tr key={part.id}>
                  <th scope="row" dir="auto">
                    {text(part)}
                  </th>
                  {name !== "agent" && <td class="figure">{part.opened === null ? "–" : number(part.opened)}</td>}
                  <td class="figure">{number(part.answered)}</td>
                  <td class="figure">{number(part.resolved)}</td>
                  <td class={`figure${part.breached ? " bad" : ""}`}>{number(part.breached)}</td>
                  <td class={`figure${part.resolution_breached ? " bad" : ""}`}>{number(part.resolution_breached)}</td>
                  <td class="figure">{number(part.reopened)}</td>
                  <td class="figure">
                    {time(median)} <Times now={compared?.first_response} before={earlier?.first_response} />
                  </td>
                  <td class="figure">{time(p90)}</td>
                  <td class="figure">{time(p95)}</td>
                  <td class="figure">{time(part.first_response_business.median_seconds)}</td>
                  <td class="figure">{time(part.resolution.median_seconds)}</td>
                  <td class="figure">{part.satisfaction.average === null ? "–" : number(part.satisfaction.average, { maximumFractionDigits: 1 })}</td>
                  <td class="figure">{percent(part.after_acknowledgement.share)}</td>
                  <td class="figure">{percent(part.without_acknowledgement.share)}</td>
                  {name !== "agent" && <td class="figure">{percent(part.repeat_share)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>}
    </Panel>
  );
}

/** The names of both spans: what there is none of now was there before. */
function names([counts, , earlier]: Three): string[] {
  const count = (name: string) => counts[name] ?? 0;
  return [...new Set([...Object.keys(counts), ...Object.keys(earlier ?? {})])].sort((one, other) => count(other) - count(one));
}

function bars(three: Three, text: (name: string) => string): Bar[] {
  const [counts, whole, earlier] = three;
  return names(three).map((name) => ({ label: text(name), value: counts[name] ?? 0, whole: whole[name] ?? 0, before: earlier && (earlier[name] ?? 0) }));
}

function rows(three: Three): Cell[][] {
  const [counts, , earlier] = three;
  return names(three).map((name) => [name, counts[name] ?? 0, earlier ? (earlier[name] ?? 0) : null]);
}

/** With those that had something before, and nothing now. */
function withGone(parts: readonly Part[], before: readonly Part[] = []): readonly Part[] {
  return [...parts, ...before.filter((each) => parts.every(({ id }) => id !== each.id)).map((each) => ({ ...emptied(each), id: each.id, name: each.name }))];
}

const OF_SEVERAL = /_seconds$|average|share|per_customer/;

/** The same with no counts; what is made of several counts is not known then. */
function emptied<T extends object>(of: T): T {
  const none = ([name, value]: [string, unknown]) => [name, OF_SEVERAL.test(name) ? null : typeof value === "number" ? 0 : value && typeof value === "object" ? emptied(value) : value];
  return Object.fromEntries(Object.entries(of).map(none)) as T;
}

function Times({ now, before }: { now: Percentiles | undefined; before: Percentiles | undefined }) {
  if (now?.median_seconds == null || before?.median_seconds == null) return null;
  return <Change now={now.median_seconds} before={before.median_seconds} lessIsGood />;
}
