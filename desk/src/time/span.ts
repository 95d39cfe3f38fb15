import { now as apiNow } from "./clock";
import { dateTime, language, t } from "../i18n";

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** A span of seconds as two units at most: `3 d 4 h`, `2 h 05`, `12 min`. */
export function span(seconds: number): string {
  let whole = Math.abs(Math.round(seconds));
  if (whole < MINUTE) return t("time.seconds", { count: whole });
  if (whole < HOUR - MINUTE / 2) return t("time.minutes", { count: Math.round(whole / MINUTE) });
  whole = Math.max(whole, HOUR);
  if (whole < DAY) {
    const minutes = Math.floor((whole % HOUR) / MINUTE);
    return t("time.hours", { hours: Math.floor(whole / HOUR), minutes: String(minutes).padStart(2, "0") });
  }
  return t("time.days", { days: Math.floor(whole / DAY), hours: Math.floor((whole % DAY) / HOUR) });
}

/** `14:05` today, `2 Mar, 14:05` otherwise. */
export function moment(instant: string, now = apiNow()): string {
  const at = new Date(instant);
  const today = at.toDateString() === new Date(now).toDateString();
  return dateTime(at, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}

export function full(instant: string): string {
  return dateTime(instant, { dateStyle: "full", timeStyle: "medium" });
}

/** `5 min ago`, in the words of the language. */
export function ago(instant: string, now: number): string {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto", style: "short" });
  if (Math.abs(seconds) < HOUR) return format.format(Math.round(seconds / MINUTE), "minute");
  if (Math.abs(seconds) < DAY) return format.format(Math.round(seconds / HOUR), "hour");
  return format.format(Math.round(seconds / DAY), "day");
}
