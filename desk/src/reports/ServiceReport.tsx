import type { Percentiles, Service } from "../api/types";
import { number, t, word } from "../i18n";
import { span } from "../time/span";
import { channelName } from "../ui/Channel";
import { Bars, Change, type Bar } from "./charts";
import type { Cell } from "./csv";
import { Figure, Panel } from "./Panel";
import type { Compared } from "./Reports";

type Counts = Record<string, number>;

export function ServiceReport({ figures: { now, before } }: { figures: Compared<Service> }) {
  const share = (part: number, whole: number) => (whole ? number(part / whole, { style: "percent" }) : "–");
  const lists: readonly ["priority" | "category" | "channel", Counts, Counts | undefined, (name: string) => string][] = [
    ["channel", now.by_channel, before?.by_channel, channelName],
    ["category", now.by_category, before?.by_category, (name) => word("category", name)],
    ["priority", now.by_priority, before?.by_priority, (name) => word("priority", name)],
  ];
  const times: readonly ["first_response" | "first_response_business" | "resolution", Percentiles, Percentiles | undefined][] = [
    ["first_response", now.first_response, before?.first_response],
    ["first_response_business", now.first_response_business, before?.first_response_business],
    ["resolution", now.resolution, before?.resolution],
  ];
  const acknowledgements = now.acknowledgements;
  return (
    <>
      {!now.complete && <p class="banner warn">{t("report.incomplete")}</p>}
      <div class="figure-cards">
        <Figure label={t("report.opened")} value={number(now.opened)}>
          {before && <Change now={now.opened} before={before.opened} />}
        </Figure>
        <Figure label={t("report.answered")} value={share(now.answered, now.opened)} />
        <Figure label={t("report.breached")} value={number(now.breached)}>
          {before && <Change now={now.breached} before={before.breached} lessIsGood />}
        </Figure>
        <Figure label={t("report.median")} value={time(now.first_response.median_seconds)}>
          {before && now.first_response.median_seconds !== null && before.first_response.median_seconds !== null && <Change now={now.first_response.median_seconds} before={before.first_response.median_seconds} lessIsGood />}
        </Figure>
        <Figure label={t("report.resolved")} value={number(now.resolved)}>
          {before && <Change now={now.resolved} before={before.resolved} />}
        </Figure>
      </div>
      <div class="panels">
        <Panel title={t("report.times")} name="times" rows={[["", "count", "median_seconds", "p90_seconds"], ...times.map(([name, each]): Cell[] => [name, each.count, each.median_seconds, each.p90_seconds])]}>
          <table class="plain">
            <thead>
              <tr>
                <td />
                <th scope="col">p50</th>
                <th scope="col">p90</th>
                <th scope="col">{t("report.count")}</th>
              </tr>
            </thead>
            <tbody>
              {times.map(([name, each, earlier]) => (
                <tr key={name}>
                  <th scope="row">{t(`report.${name}`)}</th>
                  <td class="figure">
                    {time(each.median_seconds)} {earlier && each.median_seconds !== null && earlier.median_seconds !== null && <Change now={each.median_seconds} before={earlier.median_seconds} lessIsGood />}
                  </td>
                  <td class="figure">{time(each.p90_seconds)}</td>
                  <td class="figure">{number(each.count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
        <Panel
          title={t("report.acknowledgements")}
          name="acknowledgements"
          rows={[["", "count"], ["sent", acknowledgements.sent], ...rows(acknowledgements.suppressed), ...rows(acknowledgements.failed)]}
        >
          <Bars caption={t("report.acknowledgements")} bars={[{ label: t("report.sent"), value: acknowledgements.sent, before: before?.acknowledgements.sent }, ...bars(acknowledgements.suppressed, before?.acknowledgements.suppressed, (name) => word("suppressed", name)), ...bars(acknowledgements.failed, before?.acknowledgements.failed, (name) => t("report.failed", { why: name.replaceAll("_", " ") }))]} />
        </Panel>
        {lists.map(([name, counts, earlier, text]) => (
          <Panel key={name} title={t(`report.by_${name}`)} name={name} rows={[[name, "count", "before"], ...Object.entries(counts).map(([each, count]): Cell[] => [each, count, earlier?.[each] ?? 0])]}>
            <Bars caption={t(`report.by_${name}`)} bars={bars(counts, earlier, text)} />
          </Panel>
        ))}
      </div>
    </>
  );
}

function bars(counts: Counts, earlier: Counts | undefined, text: (name: string) => string): Bar[] {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, value]) => ({ label: text(name), value, before: earlier ? (earlier[name] ?? 0) : undefined }));
}

function rows(counts: Counts): Cell[][] {
  return Object.entries(counts).map(([name, count]) => [name, count]);
}

function time(seconds: number | null): string {
  return seconds === null ? "–" : span(seconds);
}
