import { expect, test } from "vitest";
import { csv } from "./csv";
import { before, between, last } from "./spans";

test("a table is CSV, and nothing in it is a formula", () => {
  expect(csv([["a", 1, null], ['say "hi", you', "=1+1"], ["@x", "-2"]])).toBe('a,1,\r\n"say ""hi"", you",\'=1+1\r\n\'@x,\'-2\r\n');
});

test("the span before has the same length and ends where this one begins", () => {
  const span = last(7, Date.parse("2026-03-02T12:34:00Z"));
  expect(span.from.toISOString()).toBe("2026-02-23T13:00:00.000Z");
  const earlier = before({ from: new Date("2026-03-01T00:00Z"), to: new Date("2026-03-03T00:00Z") });
  expect(earlier.from.toISOString()).toBe("2026-02-27T00:00:00.000Z");
});

test("a chosen span has 92 days at most, and does not end before it begins", () => {
  expect(between("2026-03-02", "2026-03-01")).toBeNull();
  expect(between("2026-01-01", "2026-12-31")).toBeNull();
  expect(between("", "2026-12-31")).toBeNull();
  expect(between("2026-03-01", "2026-03-01")).not.toBeNull();
});
