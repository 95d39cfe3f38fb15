/** Days of a brand: they begin at midnight in its time zone, wherever the reader is. A day is written `2026-03-02`. */

const DAY = 86_400_000;

export function dayIn(at: number, zone: string): string {
  return clock(at, zone).slice(0, 10);
}

/** Null for what is no day. */
export function midnight(day: string, zone: string): Date | null {
  const written = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(written)) return null;
  const ahead = (at: number) => Date.parse(`${clock(at, zone)}Z`) - at;
  const about = written - ahead(written);
  const at = written - ahead(about); // clocks may have changed between the two
  // Where clocks go forward at midnight there is none: the day begins when they do.
  return new Date(dayIn(at, zone) < day ? written - ahead(at) : at);
}

export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

/** What a clock in the zone shows: `2026-03-02T14:05:00`. */
function clock(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at).replace(" ", "T");
}
