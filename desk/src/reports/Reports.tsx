/** The figures of the service, and what customers say: pictures, tables, and the span before. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError, get } from "../api/client";
import type { Brand } from "../api/types";
import { dateTime, t } from "../i18n";
import { write } from "../routing/route";
import { ListeningReport } from "./ListeningReport";
import { ServiceReport } from "./ServiceReport";
import { before, between, last, LENGTHS, type Span } from "./spans";

export interface Compared<T> {
  now: T;
  before: T | null;
}

export function Reports({ brand, report }: { brand: Brand; report: "service" | "listening" }) {
  const [days, setDays] = useState<number | null>(7);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const chosen = useMemo<Span | null>(() => (days ? last(days, Date.now()) : between(from, to)), [days, from, to]);
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
            {brand.name} · {day(chosen.from)} – {day(chosen.to)} · {t("report.compared", { from: day(before(chosen).from), to: day(before(chosen).to) })}
          </p>
          {report === "service" ? <Loaded key={`s${chosen.from.getTime()}`} brand={brand} chosen={chosen} path="/reports/service" draw={(figures) => <ServiceReport figures={figures} />} /> : <Loaded key={`l${chosen.from.getTime()}`} brand={brand} chosen={chosen} path="/reports/listening" draw={(figures) => <ListeningReport figures={figures} />} />}
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
      (error: unknown) => shown && setWhy(error instanceof ApiError ? error.problem.detail : t("unreachable")),
    );
    return () => {
      shown = false;
    };
  }, []);
  if (why) return <p class="empty">{why}</p>;
  return figures ? draw(figures) : <p class="empty">{t("loading")}</p>;
}

function day(at: Date): string {
  return dateTime(at, { dateStyle: "medium" });
}
