import { expect, test } from "vitest";
import { csv } from "./csv";
import { before, between, last } from "./spans";

test("a table is CSV, and nothing in it is a formula", () => {
  expect(csv([["a", 1, null], ['say "hi", you', "=1+1"], ["@x", "-2"]], "en")).toBe('a,1,\r\n"say ""hi"", you",\'=1+1\r\n\'@x,\'-2\r\n');
});

test("a French spreadsheet gets the signs that it expects", () => {
  expect(csv([["part; durée", 0.25, 3]], "fr")).toBe('"part; durée";0,25;3\r\n');
});

test("the span before has the same length and ends where this one begins", () => {
  const span = last(7, Date.parse("2026-03-02T12:34:00Z"));
  expect(span.from.toISOString()).toBe("2026-02-23T13:00:00.000Z");
  const earlier = before({ from: new Date("2026-03-01T00:00Z"), to: new Date("2026-03-03T00:00Z") });
  expect(earlier.from.toISOString()).toBe("2026-02-27T00:00:00.000Z");
});

test("a day in which the clocks change is a whole day", () => {
  const span = between("2026-10-25", "2026-10-25", "Europe/Paris")!;
  expect([span.from.toISOString(), span.to.toISOString()]).toEqual(["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"]);
  expect(between("2026-10-01", "2026-12-31", "Europe/Paris")).not.toBeNull();
});

test("the days are those of the brand, wherever the reader is", () => {
  const span = between("2026-03-01", "2026-03-02", "America/Montreal")!;
  expect([span.from.toISOString(), span.to.toISOString()]).toEqual(["2026-03-01T05:00:00.000Z", "2026-03-03T05:00:00.000Z"]);
});

test("a chosen span has 366 days at most, and does not end before it begins", () => {
  expect(between("2026-03-02", "2026-03-01", "UTC")).toBeNull();
  expect(between("2026-01-01", "2027-01-02", "UTC")).toBeNull();
  expect(between("2026-01-01", "2026-12-31", "UTC")).not.toBeNull();
  expect(between("", "2026-12-31", "UTC")).toBeNull();
  expect(between("2026-03-01", "2026-03-01", "UTC")).not.toBeNull();
});
