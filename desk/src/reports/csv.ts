/** A table as CSV (RFC 4180), for a spreadsheet. */

import { language, type Language } from "../i18n";
import { saveFile } from "../ui/saveFile";

export type Cell = string | number | null;

/**
 * A French spreadsheet expects a semicolon between cells and a comma in numbers: with other signs a row is one cell.
 * A cell that begins like a formula would be run by a spreadsheet: it gets an apostrophe.
 */
export function csv(rows: readonly (readonly Cell[])[], of: Language = language()): string {
  const french = of === "fr";
  const row = (cells: readonly Cell[]) => cells.map((value) => cell(value, french)).join(french ? ";" : ",");
  return rows.map(row).join("\r\n") + "\r\n";
}

function cell(value: Cell, french: boolean): string {
  if (value === null) return "";
  if (typeof value === "number") return french ? String(value).replace(".", ",") : String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function download(name: string, rows: readonly (readonly Cell[])[]): void {
  saveFile(name, new Blob(["\ufeff", csv(rows)], { type: "text/csv;charset=utf-8" }));
}
