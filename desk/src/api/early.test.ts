import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { askFirst } from "../inbox/query";
import { ApiError, askEarly, call, get } from "./client";
import { refusal, said } from "./said";

let asked: string[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify({ items: [], next_cursor: null }));
  });
});

afterEach(() => vi.unstubAllGlobals());

test("what was asked for early is not asked twice, and once only", async () => {
  askEarly("/brands", null);
  await get("/brands");
  expect(asked).toEqual(["../brands"]);
  await get("/brands");
  expect(asked).toHaveLength(2);
});

test("whoever asks what has changed does not get the early answer", async () => {
  askEarly("/brands", null);
  await call("get", "/brands", { headers: { "If-None-Match": '"1"' } });
  expect(asked).toHaveLength(2);
  await get("/brands");
});

test("the list that is shown first is asked for with the brands, if the brand is known and the list does not depend on who it is", () => {
  askFirst({ page: "inbox", view: "waiting", ticket: null, query: "channel=facebook" }, "acme");
  expect(asked).toEqual(["../brands", "../tickets?status=new&status=open&channel=facebook&brand=acme&limit=25"]);
  asked = [];
  askFirst({ page: "inbox", view: "mine", ticket: null, query: "" }, "acme");
  askFirst({ page: "inbox", view: "waiting", ticket: null, query: "" }, null);
  expect(asked).toEqual(["../brands", "../brands"]);
});

test("what the API refuses is said in the reader's language, and as the status says it where the reason is new", () => {
  useLanguage("fr");
  const refused = (status: number, reason?: string) => said(new ApiError(status, { status, detail: "English", reason }));
  expect(refused(409, "claimed")).toContain("collègue");
  expect(refused(412)).toContain("modifié");
  expect(refused(409, "something_new")).toContain("Réessayez");
  expect(refused(422)).not.toContain("English");
  expect(refusal("window_closed", "English")).toContain("délai");
  expect(refusal(null, "English")).toBe("English");
  useLanguage("en");
});
