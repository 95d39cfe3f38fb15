import { expect, test } from "vitest";
import type { Ticket } from "../api/types";
import { inView } from "./inView";

const resolved = (at: string) => ({ resolved_at: at }) as unknown as Ticket;
const NOW = Date.parse("2026-03-03T15:00:00Z"); // 10:00 in Montreal, 04:00 of the next day in Auckland

test.each([
  ["America/Montreal", "2026-03-03T05:30:00Z", true],
  ["America/Montreal", "2026-03-03T04:30:00Z", false],
  ["Pacific/Auckland", "2026-03-03T11:30:00Z", true],
  ["Pacific/Auckland", "2026-03-03T05:30:00Z", false],
])("resolved today is the day of the brand, as it is counted: %s, %s", (zone, at, today) => {
  expect(inView("resolved", undefined, resolved(at), NOW, zone)).toBe(today);
});
