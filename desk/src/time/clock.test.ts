import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { get } from "../api/client";
import { dueAt, isDue } from "../inbox/due";
import type { Ticket } from "../api/types";
import { learnClock, now } from "./clock";

const TRUE = Date.parse("2026-03-02T10:00:00.000Z");
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));

afterEach(() => {
  vi.setSystemTime(TRUE);
  learnClock(new Date(TRUE).toUTCString(), TRUE, TRUE); // right again
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([10, -10, 60])("on a computer %i minutes ahead now is what the API says", async (minutes) => {
  vi.setSystemTime(TRUE + minutes * MINUTE);
  vi.stubGlobal("fetch", async () => new Response("{}", { headers: { Date: new Date(TRUE).toUTCString() } }));
  await get("/brands");
  expect(Math.abs(now() - TRUE)).toBeLessThan(1_000);
  const ticket = (due: number) => ({ status: "open", needs_response: true, first_response_due_at: new Date(TRUE + due * MINUTE).toISOString() }) as unknown as Ticket;
  expect([5, -5].map((due) => isDue("late", dueAt(ticket(due), now()), now()))).toEqual([false, true]);
});

test("a clock that is right stays as it is, however slow an answer is", () => {
  vi.setSystemTime(TRUE);
  learnClock(new Date(TRUE).toUTCString(), TRUE - 1_200, TRUE + 800);
  expect(now()).toBe(TRUE);
  learnClock(new Date(TRUE).toUTCString(), TRUE - 40_000, TRUE);
  expect(now()).toBe(TRUE);
  learnClock(null, TRUE, TRUE);
  learnClock("yesterday", TRUE, TRUE);
  expect(now()).toBe(TRUE);
});
