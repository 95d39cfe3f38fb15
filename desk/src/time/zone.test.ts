import { expect, test } from "vitest";
import { dayIn, midnight, nextDay } from "./zone";

test.each([
  ["2026-03-02T23:30:00Z", "Europe/Paris", "2026-03-03"],
  ["2026-03-02T23:30:00Z", "America/Montreal", "2026-03-02"],
  ["2026-03-02T02:00:00Z", "America/Montreal", "2026-03-01"],
])("the day of %s in %s is %s", (at, zone, day) => {
  expect(dayIn(Date.parse(at), zone)).toBe(day);
});

test.each([
  ["2026-03-02", "Europe/Paris", "2026-03-01T23:00:00.000Z"],
  ["2026-07-02", "Europe/Paris", "2026-07-01T22:00:00.000Z"],
  ["2026-03-29", "Europe/Paris", "2026-03-28T23:00:00.000Z"], // clocks change in this day
  ["2026-03-30", "Europe/Paris", "2026-03-29T22:00:00.000Z"],
  ["2026-10-26", "Europe/Paris", "2026-10-25T23:00:00.000Z"],
  ["2026-03-29", "Atlantic/Azores", "2026-03-29T01:00:00.000Z"], // there is no midnight
  ["2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00.000Z"], // there are two
  ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
  ["2026-03-02", "America/Montreal", "2026-03-02T05:00:00.000Z"],
  ["2026-03-02", "Pacific/Auckland", "2026-03-01T11:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, at) => {
  expect(midnight(day, zone)?.toISOString()).toBe(at);
});

test("what is no day has no beginning", () => {
  expect([midnight("", "Europe/Paris"), midnight("2026-13-01", "Europe/Paris")]).toEqual([null, null]);
});

test("after the last day of a month comes the first of the next", () => {
  expect([nextDay("2026-02-28"), nextDay("2026-12-31")]).toEqual(["2026-03-01", "2027-01-01"]);
});
