/** The figures of the service, and what customers say: pictures, tables, and the span before. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { get } from "../api/client";
import { said } from "../api/said";
import type { Brand, Listening, Service } from "../api/types";
import { dateTime, t } from "../i18n";
import { write } from "../routing/route";
import { ListeningReport } from "./ListeningReport";
import { ServiceReport } from "./ServiceReport";
import { before, between, last, LENGTHS, type Span } from "./spans";
import { now } from "../time/clock";

export interface Compared<T> {
  now: T;
  before: T | null;
}

export function Reports({ brand, report }: { brand: Brand; report: "service" | "listening" }) {
  const [days, setDays] = useState<number | null>(7);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const chosen = useMemo<Span | null>(() => (days ? last(days, now()) : between(from, to, brand.time_zone)), [days, from, to, brand.time_zone]);
  const day = (at: Date) => dayOf(at, brand.time_zone);
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
            {brand.name} · {day(chosen.from)} – {day(end(chosen))} · {t("report.compared", { from: day(before(chosen).from), to: day(end(before(chosen))) })}
          </p>
          {report === "service" ? <Loaded key={`service ${asked(brand, chosen)}`} brand={brand} chosen={chosen} path="/reports/service" draw={(figures) => <><Late figures={figures.now} brand={brand} /><ServiceReport figures={figures} /></>} /> : <Loaded key={`listening ${asked(brand, chosen)}`} brand={brand} chosen={chosen} path="/reports/listening" draw={(figures) => <><Late figures={figures.now} brand={brand} /><ListeningReport brand={brand} figures={figures} /></>} />}
        </>
      )}
    </article>
  );
}

type Path = "/reports/service" | "/reports/listening";
type Figures<P extends Path> = Awaited<ReturnType<typeof get<P>>>;

function Loaded<P extends Path>({ brand, chosen, path, draw }: { brand: Brand; chosen: Span; path: P; draw: (figures: Compared<Figures<P>>) => preact.JSX.Element }) {
  const [figures, setFigures] = useState<Compared<Figures<P>> | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    let shown = true;
    const ask = (span: Span) => get(path, { query: { brand: brand.id, from: span.from.toISOString(), to: span.to.toISOString() } as never });
    Promise.all([ask(chosen), ask(before(chosen)).catch(() => null)]).then(
      ([now, earlier]) => shown && setFigures({ now, before: earlier }),
      (error: unknown) => shown && setWhy(said(error)),
    );
    return () => {
      shown = false;
    };
  }, []);
  if (why) return <p class="empty">{why}</p>;
  return figures ? draw(figures) : <p class="empty">{t("loading")}</p>;
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

/** The last moment of a span: its end is the midnight after the last day. */
function end({ to }: Span): Date {
  return new Date(to.getTime() - 1);
}

function dayOf(at: Date, timeZone: string): string {
  return dateTime(at, { dateStyle: "medium", timeZone });
}
