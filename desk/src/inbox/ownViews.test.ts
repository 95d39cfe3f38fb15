import { expect, test } from "vitest";
import { queryOf } from "./ownViews";

test("the same conditions make the same query, whatever their order", () => {
  expect(queryOf({ status: ["new", "open"], unassigned: true, q: "été" })).toBe("q=%C3%A9t%C3%A9&status=new%2Copen&unassigned=true");
  expect(queryOf({ q: "été", unassigned: true, status: ["new", "open"], tag: "" })).toBe(queryOf({ status: ["new", "open"], unassigned: true, q: "été" }));
});
