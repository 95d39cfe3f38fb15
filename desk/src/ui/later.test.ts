import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { carryOut, guardLeaving, later } from "./later";
import { toasts, undoLast } from "./toasts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers(); // toasts go by themselves
  vi.useRealTimers();
});

const asksBeforeLeaving = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

test("what waits is carried out at once, once, and cannot be taken back any more", async () => {
  const act = vi.fn();
  later("resolved", act);
  expect(await carryOut()).toBe(true);
  expect([act.mock.calls.length, toasts.get(), undoLast()]).toEqual([1, [], false]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(act).toHaveBeenCalledTimes(1);
});

test("what is under way is waited for", async () => {
  let answer = () => {};
  later("sent", () => new Promise<void>((resolve) => (answer = resolve)));
  await vi.advanceTimersByTimeAsync(5_000);
  let done = false;
  void carryOut().then(() => (done = true));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toBe(false);
  answer();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toBe(true);
});

test.each([["says so", () => Promise.resolve(false)], ["throws", () => Promise.reject(new Error("no"))]])("whoever asks is told that something failed where it %s", async (_, act) => {
  later("sent", act);
  expect(await carryOut()).toBe(false);
  expect(await carryOut()).toBe(true);
});

test("what was taken back is not carried out", async () => {
  const act = vi.fn();
  later("resolved", act);
  undoLast();
  expect([await carryOut(), act.mock.calls.length]).toEqual([true, 0]);
});

test("the page asks before it is left while something waits, and not afterwards", async () => {
  guardLeaving();
  later("resolved", () => {});
  expect(asksBeforeLeaving()).toBe(true);
  await carryOut();
  expect(asksBeforeLeaving()).toBe(false);
});
