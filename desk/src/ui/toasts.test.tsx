import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { later } from "./later";
import { settle } from "./testing";
import { toast, Toasts, toasts } from "./toasts";

const root = document.createElement("div");

beforeEach(async () => {
  vi.useFakeTimers();
  useLanguage("en");
  document.body.replaceChildren(root, document.createElement("input"));
  await act(async () => render(<Toasts />, root));
});
afterEach(async () => {
  await leave();
  await settle(30_000);
  await act(async () => render(null, root));
  vi.useRealTimers();
});

const button = () => root.querySelector("button")!;
const leave = () => act(async () => document.querySelector("input")!.focus());
const shown = () => toasts.get().map((each) => each.text);

test("what can be taken back waits while somebody has come to it by keyboard, and is done when they leave it", async () => {
  const done = vi.fn();
  later("Resolved", done);
  await settle(4_000);
  button().focus();
  await settle(60_000);
  expect([done.mock.calls.length, shown()]).toEqual([0, ["Resolved"]]);
  await leave();
  await settle(1_000);
  expect([done.mock.calls.length, shown()]).toEqual([1, []]);
});

test("what is taken back after a while is not done", async () => {
  const done = vi.fn();
  later("Resolved", done);
  await settle(0);
  button().focus();
  await settle(20_000);
  await act(async () => button().click());
  await settle(20_000);
  expect([done.mock.calls.length, shown()]).toEqual([0, []]);
});

test("in a window that nobody is in, nothing is held up", async () => {
  const done = vi.fn();
  later("Resolved", done);
  await settle(0);
  button().focus();
  vi.spyOn(document, "hasFocus").mockReturnValue(false);
  await settle(6_000);
  vi.restoreAllMocks();
  expect(done).toHaveBeenCalledTimes(1);
});

test("a pointer that lies there by chance holds nothing up for long", async () => {
  const done = vi.fn();
  later("Resolved", done);
  toast("Somebody names you", { ticket: "T-1" });
  await settle(0);
  const matches = Element.prototype.matches;
  vi.spyOn(Element.prototype, "matches").mockImplementation(function (this: Element, what: string) {
    return what === ":hover" ? this.classList.contains("toast") : matches.call(this, what);
  });
  await settle(10_000);
  expect([done.mock.calls.length, shown()]).toEqual([0, ["Resolved", "Somebody names you"]]);
  await settle(15_000);
  expect([done.mock.calls.length, shown()]).toEqual([1, ["Somebody names you"]]);
  vi.restoreAllMocks();
});

test.each(["undo", "ticket"])("a notice with a way to go is not pushed away while it has the focus (%s)", async (way) => {
  toast("first", way === "undo" ? { undo: () => {} } : { ticket: "T-1" });
  await settle(0);
  button().focus();
  for (const text of ["a", "b", "c", "d"]) toast(text);
  await settle(10_000);
  expect(shown()).toEqual(["first"]);
});
