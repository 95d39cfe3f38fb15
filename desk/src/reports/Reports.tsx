/** The figures of the service, and what customers say: pictures, tables, and the span before. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { get } from "../api/client";
import { said } from "../api/said";
import type { Brand, Listening, Service } from "../api/types";
import { dateTime, t } from "../i18n";
import { write } from "../routing/route";
import { ListeningReport } from "./ListeningReport";
import { ServiceReport } from "./ServiceReport";
import { between, compared, last, LENGTHS, type Comparison, type Span } from "./spans";
import { now } from "../time/clock";
import { dayIn, midnight } from "../time/zone";

/** Figures of a span, those of its whole hours, which are compared, and those before. */
export interface Compared<T> {
  now: T;
  whole: T;
  before: T | null;
}

export function Reports({ brand, report }: { brand: Brand; report: "service" | "listening" }) {
  const [days, setDays] = useState<number | null>(7);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [chosen, comparison] = useMemo(() => {
    const span = days ? last(days, now()) : between(from, to, brand.time_zone);
    return [span, span && compared(span, now())];
  }, [days, from, to, brand.time_zone]);
  return (
    <article class="reports">
      <header class="reports-head">
        <h1>{t(`report.${report}`)}</h1>
        <nav class="segments" aria-label={t("reports")}>
          {(["service", "listening"] as const).map((each) => (
            <a key={each} href={write({ page: "reports", report: each })} aria-current={each === report ? "page" : undefined}>
              {t(`report.${each}`)}
            </a>
          ))}
        </nav>
        <div class="segments" role="group" aria-label={t("report.span")}>
          {LENGTHS.map((each) => (
            <button key={each} type="button" aria-pressed={days === each} onClick={() => setDays(each)}>
              {t(`report.days_${each}`)}
            </button>
          ))}
          <button type="button" aria-pressed={days === null} onClick={() => setDays(null)}>
            {t("report.chosen")}
          </button>
        </div>
        {days === null && (
          <span class="dates">
            <label>
              {t("report.from")} <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
            </label>
            <label>
              {t("report.to")} <input type="date" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
            </label>
            {from && to && !chosen && <span class="bad">{t("report.too_long")}</span>}
          </span>
        )}
        <button type="button" class="print" onClick={() => window.print()}>
          {t("report.print")}
        </button>
      </header>
      {chosen && (
        <>
          <p class="muted">
            {brand.name} · {named(chosen, brand.time_zone)}
            {comparison && ` · ${t(comparison.whole.to < chosen.to ? "report.compared_until" : "report.compared", { until: moment(comparison.whole.to, brand.time_zone), span: named(comparison.before, brand.time_zone) })}`}
          </p>
          {report === "service" ? <Loaded key={`service ${asked(brand, chosen)}`} brand={brand} chosen={chosen} comparison={comparison} path="/reports/service" draw={(figures) => <><Late figures={figures.now} brand={brand} /><ServiceReport figures={figures} brand={brand} chosen={chosen} /></>} /> : <Loaded key={`listening ${asked(brand, chosen)}`} brand={brand} chosen={chosen} comparison={comparison} path="/reports/listening" draw={(figures) => <><Late figures={figures.now} brand={brand} /><ListeningReport brand={brand} figures={figures} /></>} />}
        </>
      )}
    </article>
  );
}

type Path = "/reports/service" | "/reports/listening";
type Figures<P extends Path> = Awaited<ReturnType<typeof get<P>>>;

function Loaded<P extends Path>({ brand, chosen, comparison, path, draw }: { brand: Brand; chosen: Span; comparison: Comparison | null; path: P; draw: (figures: Compared<Figures<P>>) => preact.JSX.Element }) {
  const [figures, setFigures] = useState<Compared<Figures<P>> | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const [lacking, setLacking] = useState<string | null>(null); // why there is no comparison
  useEffect(() => {
    let shown = true;
    const ask = (span: Span) => get(path, { query: { brand: brand.id, from: span.from.toISOString(), to: span.to.toISOString() } as never });
    const asked = ask(chosen);
    const earlier = async () => {
      if (!comparison) return null;
      const { whole, before } = comparison;
      return Promise.all([whole.to < chosen.to ? ask(whole) : asked, ask(before)]);
    };
    Promise.all([asked, earlier().catch((error: unknown) => void (shown && setLacking(said(error))))]).then(
      ([now, both]) => shown && setFigures({ now, whole: both?.[0] ?? now, before: both?.[1] ?? null }),
      (error: unknown) => shown && setWhy(said(error)),
    );
    return () => {
      shown = false;
    };
  }, []);
  if (why) return <p class="empty">{why}</p>;
  if (!figures) return <p class="empty">{t("loading")}</p>;
  return (
    <>
      {lacking && <p role="status">{t("report.not_compared", { why: lacking })}</p>}
      {draw(figures)}
    </>
  );
}

/** Said where changes of the span are not counted yet. */
function Late({ figures: { complete, counted_until: until }, brand }: { figures: Service | Listening; brand: Brand }) {
  if (complete) return null;
  return <p role="status">{until === null ? t("report.uncounted") : t("report.late", { until: dateTime(new Date(until), { dateStyle: "medium", timeStyle: "short", timeZone: brand.time_zone }) })}</p>;
}

/** What figures belong to: those of another question are not shown. */
function asked(brand: Brand, { from, to }: Span): string {
  return `${brand.id} ${from.getTime()} ${to.getTime()}`;
}

/** By its days, or by its hours where it has no whole days. */
function named({ from, to }: Span, zone: string): string {
  const last = new Date(to.getTime() - 1); // its end is the midnight after the last day
  const isOfDays = [from, to].every((each) => midnight(dayIn(each.getTime(), zone), zone)?.getTime() === each.getTime());
  return isOfDays ? `${dayOf(from, zone)} – ${dayOf(last, zone)}` : `${moment(from, zone)} – ${moment(to, zone)}`;
}

function dayOf(at: Date, timeZone: string): string {
  return dateTime(at, { dateStyle: "medium", timeZone });
}

function moment(at: Date, timeZone: string): string {
  return dateTime(at, { dateStyle: "medium", timeStyle: "short", timeZone });
}
