import { expect, test } from "vitest";
import type { Ticket } from "../api/types";
import { follow, neighbour } from "./list";

const ticket = (id: string, version = 1, excerpt = "") => ({ id, version, excerpt }) as Ticket;
const ids = (tickets: { id: string }[]) => tickets.map((each) => each.id).join(" ");

test("the first answer is shown as it is", () => {
  expect(ids(follow([], [ticket("A"), ticket("B")], true).rows)).toBe("A B");
});

test("what is new waits, and what is on the screen keeps its place", () => {
  const shown = follow([ticket("A"), ticket("B")], [ticket("C"), ticket("B", 2, "new"), ticket("A")], true);
  expect(ids(shown.rows)).toBe("A B");
  expect(ids(shown.fresh)).toBe("C");
  expect(shown.rows[1]?.excerpt).toBe("new");
});

test("what has left the list stays on the screen, marked, until the reader asks", () => {
  const shown = follow([ticket("A"), ticket("B")], [ticket("B")], true);
  expect(ids(shown.rows)).toBe("A B");
  expect([...shown.left]).toEqual(["A"]);
});

test("a page of a longer list says nothing about the rows of other pages", () => {
  expect([...follow([ticket("A"), ticket("Z")], [ticket("A")], false).left]).toEqual([]);
});

test("in a longer list too, what is missing before a row that is there has left", () => {
  expect([...follow([ticket("A"), ticket("B"), ticket("C")], [ticket("B"), ticket("D")], false).left]).toEqual(["A"]);
});

test("in a longer list what moves up from further down is not announced as new, and what comes before is", () => {
  const shown = follow([ticket("A"), ticket("B")], [ticket("N"), ticket("B"), ticket("D")], false);
  expect(ids(shown.fresh)).toBe("N");
  expect(ids(shown.rows)).toBe("A B");
});

test("an older answer that comes late changes nothing", () => {
  expect(follow([ticket("A", 3, "three")], [ticket("A", 2, "two")], true).rows[0]?.excerpt).toBe("three");
});

test("the neighbour of the last row is the last row", () => {
  const rows = [ticket("A"), ticket("B")];
  expect(neighbour(rows, null, 1)).toBe("A");
  expect(neighbour(rows, "A", 1)).toBe("B");
  expect(neighbour(rows, "B", 1)).toBe("B");
  expect(neighbour(rows, "A", -1)).toBe("A");
  expect(neighbour([], "A", 1)).toBeNull();
});
