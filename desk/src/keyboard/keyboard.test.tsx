import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { isTyping, listen, press, useKeys } from "./keyboard";

function Part({ keys, first }: { keys: Record<string, () => void>; first: boolean }) {
  useKeys(keys, { first });
  return null;
}

function shown(keys: Record<string, () => void>, first = false): () => void {
  const root = document.createElement("div");
  act(() => render(<Part keys={keys} first={first} />, root));
  return () => act(() => render(null, root));
}

test("a key does what the part of the page that was shown last says", () => {
  const list = vi.fn();
  const ticket = vi.fn();
  const removeList = shown({ e: list, j: list });
  const removeTicket = shown({ e: ticket });
  press("e", 0);
  expect([list.mock.calls.length, ticket.mock.calls.length]).toEqual([0, 1]);
  press("j", 1);
  expect(list).toHaveBeenCalledTimes(1);
  removeTicket();
  press("e", 2);
  expect(list).toHaveBeenCalledTimes(2);
  removeList();
  expect(press("e", 3)).toBe(false);
});

test("what is done with several tickets goes before the ticket that was opened last", () => {
  const several = vi.fn();
  const ticket = vi.fn();
  const remove = [shown({ e: several }, true), shown({ e: ticket })];
  press("e", 0);
  expect([several.mock.calls.length, ticket.mock.calls.length]).toEqual([1, 0]);
  for (const each of remove) each();
});

test("g waits a moment for the key that follows", () => {
  const board = vi.fn();
  const remove = shown({ "g b": board });
  press("g", 0);
  press("b", 500);
  expect(board).toHaveBeenCalledTimes(1);
  press("g", 1_000);
  press("b", 3_000);
  expect(board).toHaveBeenCalledTimes(1);
  remove();
});

test.each(["textarea", "select", "input"])("keys are letters in a %s", (name) => {
  const element = document.createElement(name);
  let typing = false;
  element.addEventListener("keydown", (event) => (typing = isTyping(event as KeyboardEvent)));
  element.dispatchEvent(new KeyboardEvent("keydown", { key: "e" }));
  expect(typing).toBe(true);
});

test("keys with a modifier belong to the browser", () => {
  expect(isTyping(new KeyboardEvent("keydown", { key: "r", ctrlKey: true }))).toBe(true);
  expect(isTyping(new KeyboardEvent("keydown", { key: "r" }))).toBe(false);
});

test("a key that is held down acts once; only moving goes on", () => {
  const [resolve, next] = [vi.fn(), vi.fn()];
  const remove = shown({ e: resolve, j: next });
  listen();
  const held = (key: string) => [false, true, true].forEach((repeat) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, repeat, bubbles: true })));
  held("e");
  held("j");
  expect([resolve.mock.calls.length, next.mock.calls.length]).toEqual([1, 3]);
  remove();
});
