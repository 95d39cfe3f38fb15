/** Pictures of figures, drawn as SVG. Beside each stands the table that it shows. */

import { number, t } from "../i18n";

export interface Bar {
  label: string;
  value: number;
  /** What is compared with the span before, if that is not the value. */
  whole?: number;
  before?: number | null;
  /** 0 to 1: a ground behind the bar, such as how much of the hour the desk was open. */
  ground?: number;
}

/** Standing bars, such as the hours of a day. */
export function Columns({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map((bar) => Math.max(bar.value, bar.before ?? 0)));
  const width = 20;
  const height = 120;
  return (
    <div class="columns">
      <svg viewBox={`0 0 ${bars.length * width} ${height}`} role="img" aria-label={label} preserveAspectRatio="none">
        {bars.map((bar, index) => {
          const tall = (bar.value / most) * height;
          return (
            <g key={bar.label} transform={`translate(${index * width} 0)`}>
              <title>{`${bar.label}: ${number(bar.value)}`}</title>
              {bar.ground !== undefined && <rect class="ground" width={width} height={height} fill-opacity={bar.ground} />}
              <rect class="bar" x={3} y={height - tall} width={width - 6} height={tall} rx={2} />
            </g>
          );
        })}
      </svg>
      {/* Not in the picture, which is stretched. */}
      <div class="columns-labels" aria-hidden="true">
        {bars.map((bar, index) => (
          <span key={bar.label}>{index % 3 === 0 ? bar.label : ""}</span>
        ))}
    </div>
    </div>
  );
}

/** How much of a whole. */
export function Share({ part, of }: { part: number; of: number }) {
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width={100} height={10} rx={2} />
      <rect class="bar" width={(part / Math.max(1, of)) * 100} height={10} rx={2} />
    </svg>
  );
}

/** Lying bars in a table: a name, a bar, a figure, and the difference to the span before. */
export function Bars({ bars, caption }: { bars: readonly Bar[]; caption: string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  if (bars.length === 0) return <p class="muted">{t("report.nothing")}</p>;
  return (
    <table class="bars">
      <caption class="unseen">{caption}</caption>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.label}>
            <th scope="row">{bar.label}</th>
            <td>
              <Share part={bar.value} of={most} />
            </td>
            <td class="figure">{number(bar.value)}</td>
            <td class="change">{bar.before != null && <Change now={bar.whole ?? bar.value} before={bar.before} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Change({ now, before, lessIsGood = false }: { now: number; before: number; lessIsGood?: boolean }) {
  if (now === before) return <span class="muted">=</span>;
  const text = before === 0 ? `+${number(now)}` : number(now / before - 1, { style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0 });
  return <span class={lessIsGood && now < before ? "good" : "neutral"}>{text}</span>;
}
