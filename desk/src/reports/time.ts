import { span } from "../time/span";

/** How long something took, in a table. */
export function time(seconds: number | null): string {
  return seconds === null ? "–" : span(seconds);
}
