import { expect, test } from "vitest";
import { deadline } from "./deadline";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const ticket = {
  status: "open",
  needs_response: true,
  first_response_due_at: "2026-03-02T13:00:00Z",
  resolution_due_at: "2026-03-03T12:00:00Z",
  paused_at: null,
} as const;

test("while a customer waits the first response counts, then the resolution", () => {
  expect(deadline(ticket, NOW).what).toBe("first_response");
  expect(deadline({ ...ticket, needs_response: false }, NOW).what).toBe("resolution");
});

test("the clock turns amber half an hour before and red at the deadline", () => {
  expect(deadline(ticket, NOW).urgency).toBe("fine");
  expect(deadline(ticket, Date.parse("2026-03-02T12:30:01Z")).urgency).toBe("soon");
  expect(deadline(ticket, Date.parse("2026-03-02T13:00:00Z")).urgency).toBe("late");
});

test("the clock of a pending ticket stands still", () => {
  const paused = { ...ticket, status: "pending", needs_response: false, paused_at: "2026-03-02T12:00:00Z" } as const;
  const later = Date.parse("2026-03-05T12:00:00Z");
  expect(deadline(paused, later)).toEqual({ at: later + 24 * 3_600_000, what: "resolution", urgency: "paused" });
});

test("nothing is due of what is resolved", () => {
  expect(deadline({ ...ticket, status: "resolved" }, NOW).urgency).toBe("none");
});
