import type { Percentiles } from "../api/types";
import { span } from "../time/span";

/** What takes time, by the clock and in opening hours. */
export const TIMES = ["first_response", "first_response_business", "resolution", "resolution_business"] as const;
export type Timed = Record<(typeof TIMES)[number], Percentiles>;

export const PERCENTILES = ["p50", "p90", "p95"] as const;

/** How long something took, in a table. */
export function time(seconds: number | null): string {
  return seconds === null ? "–" : span(seconds);
}

/** In the order of ``PERCENTILES``. */
export function took({ median_seconds: median, p90_seconds: p90, p95_seconds: p95 }: Percentiles): [number | null, number | null, number | null] {
  return [median, p90, p95];
}

/** The columns of a file with all times, and a line of it. */
export const TIME_COLUMNS = TIMES.flatMap((each) => PERCENTILES.map((part) => `${each}_${part}_seconds`));

export function allTimes(of: Timed): (number | null)[] {
  return TIMES.flatMap((each) => took(of[each]));
}
