import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { download, type Cell } from "./csv";

/** A picture with its title and, beside it, the way to take its figures along once they are there. */
export function Panel({ title, name, rows, children, wide = false }: { title: string; name: string; rows: readonly (readonly Cell[])[] | null; children: ComponentChildren; wide?: boolean }) {
  return (
    <section class={wide ? "panel wide" : "panel"}>
      <header>
        <h2>{title}</h2>
        {rows && (
          <button type="button" class="quiet csv" onClick={() => download(`${name}.csv`, rows)} aria-label={t("report.csv_of", { title })}>
            CSV
          </button>
        )}
      </header>
      {children}
    </section>
  );
}

export function Figure({ label, value, children }: { label: string; value: string; children?: ComponentChildren }) {
  return (
    <div class="figure-card">
      <span class="figure-value">{value}</span>
      <span class="figure-label">
        {label} {children}
      </span>
    </div>
  );
}
