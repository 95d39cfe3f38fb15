/** Lists that move with the clock. The API is asked by full hours, so that the question stays the same for an hour. */

import type { Ticket } from "../api/types";
import { deadline } from "../time/deadline";

const HOUR = 3_600_000;

/** A full hour before or after now. */
function hour(ahead: number, now: number): string {
  return new Date(Math.floor(now / HOUR) * HOUR + ahead * HOUR).toISOString();
}

/** `late`: what is overdue; `next`: due within the hour; `4`: due within four hours, what is overdue included. */
export function dueQuery(due: string, now: number): { due_before?: string; due_after?: string } {
  if (due === "late") return { due_before: hour(1, now) };
  if (due === "next") return { due_after: hour(0, now), due_before: hour(2, now) };
  return { due_before: hour(Number(due) + 1, now) };
}

/** Null while no clock runs. */
export function dueAt(ticket: Ticket, now: number): number | null {
  const { at, urgency } = deadline(ticket, now);
  return urgency === "paused" ? null : at;
}

/** What the full hours do not tell apart. */
export function isDue(due: string, at: number | null, now: number): boolean {
  if (at === null) return false;
  if (due === "late") return at <= now;
  if (due === "next") return at > now && at - now <= HOUR;
  return at - now <= Number(due) * HOUR;
}
