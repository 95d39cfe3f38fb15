import { expect, test } from "vitest";
import { csv } from "./csv";
import { between, compared, last, type Span } from "./spans";

test("a table is CSV, and nothing in it is a formula", () => {
  expect(csv([["a", 1, null], ['say "hi", you', "=1+1"], ["@x", "-2"]], "en")).toBe('a,1,\r\n"say ""hi"", you",\'=1+1\r\n\'@x,\'-2\r\n');
});

test("a French spreadsheet gets the signs that it expects", () => {
  expect(csv([["part; durée", 0.25, 3]], "fr")).toBe('"part; durée";0,25;3\r\n');
});

const iso = ({ from, to }: Span) => [from, to].map((each) => each.toISOString().slice(0, 16));
const hours = ({ from, to }: Span) => (to.getTime() - from.getTime()) / 3_600_000;

test("a span that is over is compared with the same length, which ends where this one begins", () => {
  const { whole, before } = compared({ from: new Date("2026-03-01T00:00Z"), to: new Date("2026-03-03T00:00Z") }, Date.parse("2026-03-09T12:34:00Z"))!;
  expect(iso(whole)).toEqual(["2026-03-01T00:00", "2026-03-03T00:00"]);
  expect(iso(before)).toEqual(["2026-02-27T00:00", "2026-03-01T00:00"]);
});

test.each([1, 7, 28, 91])("the last %i days are compared with as many whole hours, of the same hours of the day", (days) => {
  const now = Date.parse("2026-03-02T14:01:00Z");
  const span = last(days, now);
  const { whole, before } = compared(span, now)!;
  expect(iso(whole)).toEqual([iso(span)[0], "2026-03-02T14:00"]);
  expect(hours(before)).toBe(hours(whole));
  expect(before.to.getTime()).toBeLessThanOrEqual(span.from.getTime());
  expect(whole.from.getTime() - before.from.getTime()).toBe(days * 86_400_000);
});

test("what is still to come is compared with nothing", () => {
  const { whole, before } = compared(between("2026-03-01", "2026-03-31", "UTC")!, Date.parse("2026-03-10T14:40:00Z"))!;
  expect(iso(whole)).toEqual(["2026-03-01T00:00", "2026-03-10T14:00"]);
  expect(iso(before)).toEqual(["2026-02-19T00:00", "2026-02-28T14:00"]);
  expect(compared(between("2026-03-10", "2026-03-10", "UTC")!, Date.parse("2026-03-10T00:40:00Z"))).toBeNull();
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
