import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { said } from "../api/said";
import type { Brand, Kind } from "../api/types";
import { number, t, word } from "../i18n";
import type { Cell } from "./csv";
import { Panel } from "./Panel";
import type { Span } from "./spans";
import { allTimes, PERCENTILES, time, TIME_COLUMNS, TIMES, took } from "./times";

const COUNTS = ["opened", "answered", "resolved", "breached", "near_misses", "resolution_breached", "resolution_near_misses", "next_breached", "next_near_misses", "reopened"] as const;
const MISSES: readonly string[] = ["breached", "resolution_breached", "next_breached"];

/** How fast tickets of each category or priority were. It is asked for when somebody opens it: most readers never do. */
export function Kinds({ by, brand, chosen }: { by: "category" | "priority"; brand: Brand; chosen: Span }) {
  const [open, setOpen] = useState(false);
  const [kinds, setKinds] = useState<readonly Kind[] | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  useEffect(() => {
    if (!open || kinds) return;
    let shown = true;
    setWhy(null);
    get("/reports/service/kinds", { query: { brand: brand.id, from: chosen.from.toISOString(), to: chosen.to.toISOString(), by } as never }).then(
      (found) => shown && setKinds(found.kinds),
      (error: unknown) => shown && setWhy(said(error)),
    );
    return () => {
      shown = false;
    };
  }, [open]);
  const title = t(`report.parts_${by}`);
  return (
    <Panel wide title={title} name={by === "category" ? "categories" : "priorities"} rows={kinds && table(by, kinds)}>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("report.kinds_shown", { title })}</summary>
        {why && <p role="status">{why}</p>}
        {!why && !kinds && <p class="muted" role="status">{t("loading")}</p>}
        {kinds?.length === 0 && <p class="muted">{t("report.nothing")}</p>}
        {kinds && kinds.length > 0 && <Shown by={by} title={title} kinds={kinds} />}
      </details>
    </Panel>
  );
}

function Shown({ by, title, kinds }: { by: "category" | "priority"; title: string; kinds: readonly Kind[] }) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={title}>
      <table class="plain">
        <thead>
          <tr>
            <td />
            {TIMES.map((each) => (
              <th key={each} scope="colgroup" colSpan={PERCENTILES.length}>{t(`report.${each}`)}</th>
            ))}
            <th scope="colgroup" colSpan={COUNTS.length}>{t("report.count")}</th>
          </tr>
          <tr>
            <td />
            {TIMES.map((each) => PERCENTILES.map((part) => <th key={`${each} ${part}`} scope="col">{part}</th>))}
            {COUNTS.map((each) => (
              <th key={each} scope="col">{t(`outcome.${each}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.id}>
              <th scope="row">{word(by, kind.id)}</th>
              {TIMES.map((each) => took(kind[each]).map((seconds, place) => <td key={`${each} ${place}`} class="figure">{time(seconds)}</td>))}
              {COUNTS.map((each) => (
                <td key={each} class={`figure${MISSES.includes(each) && kind[each] ? " bad" : ""}`}>{number(kind[each])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function table(by: "category" | "priority", kinds: readonly Kind[]): Cell[][] {
  return [[by, ...COUNTS, ...TIME_COLUMNS], ...kinds.map((kind): Cell[] => [word(by, kind.id), ...COUNTS.map((each) => kind[each]), ...allTimes(kind)])];
}
