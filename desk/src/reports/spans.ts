/** Spans of time of a report, and the one before with the same length. */

import { midnight, nextDay } from "../time/zone";

export interface Span {
  from: Date;
  to: Date;
}

export const LENGTHS = [1, 7, 28, 91] as const;
export const MAX_DAYS = 366; // as the API
const DAY = 86_400_000;

/** The last days until now, from a full hour: a report counts from the hour of its beginning. */
export function last(days: number, now: number): Span {
  const hour = 3_600_000;
  const to = Math.floor(now / hour) * hour + hour;
  return { from: new Date(to - days * DAY), to: new Date(Math.min(to, now)) };
}

export function before({ from, to }: Span): Span {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/** Two days of the brand that somebody chose, both included. Null if that is no span that a report can have. */
export function between(from: string, to: string, zone: string): Span | null {
  const first = midnight(from, zone);
  const end = midnight(to, zone) && midnight(nextDay(to), zone); // a day in which clocks change has 23 or 25 hours
  if (!first || !end) return null;
  const days = Math.round((end.getTime() - first.getTime()) / DAY);
  return days > 0 && days <= MAX_DAYS ? { from: first, to: end } : null;
}
