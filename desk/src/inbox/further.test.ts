import { expect, test } from "vitest";
import type { Ticket } from "../api/types";
import { begin, take } from "./further";

const NOON = Date.parse("2026-11-30T12:00:00Z");
const ticket = (id: string, changed: number, status = "new") => ({ id, status, updated_at: new Date(NOON + changed * 1000).toISOString() }) as Ticket;

test("the next reading begins with the last change that was seen", () => {
  expect(take(begin(NOON), [ticket("B", 25), ticket("A", 20)]).since).toBe(NOON + 25_000);
  expect(take(begin(NOON), []).since).toBe(NOON);
});

test("what has changed is known as it was last read", () => {
  const later = take(take(begin(NOON), [ticket("A", 10), ticket("B", 10)]), [ticket("A", 30, "pending")]);
  expect([...later.changed.values()].map(({ id, status }) => `${id} ${status}`)).toEqual(["A pending", "B new"]);
});
