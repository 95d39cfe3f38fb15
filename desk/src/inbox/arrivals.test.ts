import { expect, test } from "vitest";
import type { Arrival } from "../api/types";
import { beforeThe, known, news } from "./arrivals";

const at = (ticket: string, time: string): Arrival => ({ ticket, at: `2026-11-30T${time}:00.000Z`, due_at: null });
const ids = (arrivals: Arrival[]) => arrivals.map(({ ticket }) => ticket).join(" ");

test("what the first answer names was there before", () => {
  expect(news([at("A", "12:00")], null)).toEqual([]);
});

test("what came after the list was read is new, though the first answer names it", () => {
  const arrivals = [at("C", "12:01"), at("A", "11:59")];
  expect(ids(news(arrivals, beforeThe(Date.parse("2026-11-30T12:00:00Z"), arrivals)))).toBe("C");
});

test("a ticket that was not named before is new, and one whose customer has begun to wait again", () => {
  const before = known([at("A", "12:00"), at("B", "11:00")]);
  expect(ids(news([at("B", "12:05"), at("C", "12:04"), at("A", "12:00")], before))).toBe("B C");
});

test("what was shown is not new, also when it is no longer among the latest", () => {
  const shown = known([at("C", "12:04")], known([at("A", "12:00")]));
  expect(ids(news([at("C", "12:04"), at("A", "12:00")], shown))).toBe("");
});
