import { expect, test } from "vitest";
import type { Ticket } from "../api/types";
import { begin, forget, take } from "./further";

const NOON = Date.parse("2026-11-30T12:00:00Z");
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const ticket = (id: string, made: number, changed = made, status = "new") => ({ id, status, created_at: at(made), updated_at: at(changed) }) as Ticket;
const ids = (reading: ReturnType<typeof begin>) => [...reading.fresh.keys()].join(" ");

test("what the first reading finds is not new", () => {
  expect(ids(take(begin(NOON), [ticket("A", -30)]))).toBe("");
});

test("a ticket that comes later is new, and the next reading begins with its change", () => {
  const later = take(take(begin(NOON), []), [ticket("B", 20, 25)]);
  expect(ids(later)).toBe("B");
  expect(later.since).toBe(NOON + 25_000);
});

test("an older ticket in which something happens is not new", () => {
  expect(ids(take(take(begin(NOON), []), [ticket("C", -3600, 20)]))).toBe("");
});

test("an older ticket whose customer has begun to wait since is new, and once it was shown, only when they wait again", () => {
  const waits = (since: number, changed = since) => ({ ...ticket("C", -3600, changed, "open"), waiting_since: at(since) }) as Ticket;
  const first = take(begin(NOON), [ticket("C", -3600, -10, "pending")]);
  expect(ids(take(first, [waits(-5, 20)]))).toBe("");
  const later = take(first, [waits(20)]);
  expect(ids(later)).toBe("C");
  const shown = forget(later);
  expect(ids(take(shown, [waits(20, 30)]))).toBe("");
  expect(ids(take(shown, [waits(60)]))).toBe("C");
});

test("what has changed is known, for rows that are asked for no other way", () => {
  const later = take(take(begin(NOON), [ticket("A", -3600, -10)]), [ticket("A", -3600, 30, "pending")]);
  expect(later.changed.get("A")!.status).toBe("pending");
});

test("a new ticket that somebody has resolved meanwhile is no longer announced", () => {
  const later = take(take(begin(NOON), []), [ticket("D", 20)]);
  expect(ids(take(later, [ticket("D", 20, 40, "resolved")]))).toBe("");
});

test("what was shown is not announced again, though the API names it again", () => {
  const shown = forget(take(take(begin(NOON), []), [ticket("E", 20)]));
  expect(ids(shown)).toBe("");
  expect(ids(take(shown, [ticket("E", 20), ticket("F", 50)]))).toBe("F");
});
