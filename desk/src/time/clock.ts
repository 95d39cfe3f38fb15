/** The clock of the API. That of a computer may be minutes wrong, and deadlines are instants of the API. */

const HALF_A_SECOND = 500; // an answer's date has no milliseconds
const RIGHT = 3_000; // milliseconds by which a clock may differ and be right

let ahead = 0;

/** An answer of the API says when it was made; it was asked for and came at these instants of this computer. */
export function learnClock(date: string | null, asked: number, came: number): void {
  const at = Date.parse(date ?? "");
  if (Number.isNaN(at)) return;
  const difference = at + HALF_A_SECOND - (asked + came) / 2;
  if (Math.abs(difference - ahead) > RIGHT + (came - asked) / 2) ahead = Math.abs(difference) > RIGHT ? difference : 0;
}

/** Now, in milliseconds since 1970. */
export function now(): number {
  return Date.now() + ahead;
}
