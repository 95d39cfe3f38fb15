/** Spans of time of a report, and what each is compared with: as many hours before it. */

import { midnight, nextDay } from "../time/zone";

export interface Span {
  from: Date;
  to: Date;
}

export const LENGTHS = [1, 7, 28, 91] as const;
export const MAX_DAYS = 366; // as the API
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The last days until now, from a full hour: a report counts from the hour of its beginning. */
export function last(days: number, now: number): Span {
  const to = Math.floor(now / HOUR) * HOUR + HOUR;
  return { from: new Date(to - days * DAY), to: new Date(Math.min(to, now)) };
}

/** The part of a span that is compared, and with what. */
export interface Comparison {
  whole: Span;
  before: Span;
}

/**
 * Figures are counted by the hour, so the hour that has only begun is not compared with a whole one, and what is still to
 * come with nothing. A span that goes on is compared with the same time of earlier days. Null while no hour of it is over.
 */
export function compared({ from, to }: Span, now: number): Comparison | null {
  const end = Math.min(to.getTime(), Math.floor(now / HOUR) * HOUR);
  const length = end - from.getTime();
  if (length <= 0) return null;
  const back = end === to.getTime() ? length : Math.ceil(length / DAY) * DAY;
  return { whole: { from, to: new Date(end) }, before: { from: new Date(from.getTime() - back), to: new Date(end - back) } };
}

/** Two days of the brand that somebody chose, both included. Null if that is no span that a report can have. */
export function between(from: string, to: string, zone: string): Span | null {
  const first = midnight(from, zone);
  const end = midnight(to, zone) && midnight(nextDay(to), zone); // a day in which clocks change has 23 or 25 hours
  if (!first || !end) return null;
  const days = Math.round((end.getTime() - first.getTime()) / DAY);
  return days > 0 && days <= MAX_DAYS ? { from: first, to: end } : null;
}
