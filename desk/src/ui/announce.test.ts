import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { announce, announced } from "./announce";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is announced in one moment is said together, and what comes later after it", () => {
  announce("Nothing was sent");
  announce("2 new tickets");
  vi.advanceTimersByTime(60);
  expect(announced.get()).toBe("Nothing was sent · 2 new tickets");
  vi.advanceTimersByTime(100);
  announce("Resolved");
  announce("Sent");
  vi.advanceTimersByTime(500);
  expect(announced.get()).toBe("Nothing was sent · 2 new tickets");
  vi.advanceTimersByTime(500);
  expect(announced.get()).toBe("Resolved · Sent");
});
