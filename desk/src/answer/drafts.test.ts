import { beforeEach, expect, test } from "vitest";
import { forgetDrafts, keepDraft, readDraft } from "./drafts";

const draft = (text: string, at = 0) => ({ mode: "public" as const, text, privateText: "", version: 1, at });

beforeEach(() => localStorage.clear());

test("a draft belongs to one person and one ticket", () => {
  keepDraft("sophie", "T-1", draft("Hello"));
  expect(readDraft("sophie", "T-1")?.text).toBe("Hello");
  expect(readDraft("sophie", "T-2")).toBeNull();
  expect(readDraft("marc", "T-1")).toBeNull();
});

test("an empty draft is none", () => {
  keepDraft("sophie", "T-1", draft("Hello"));
  keepDraft("sophie", "T-1", draft(""));
  expect(localStorage.length).toBe(0);
});

test("drafts are forgotten after two weeks, at sign-out at once, and nothing else is", () => {
  localStorage.setItem("nightdesk.language", "fr");
  keepDraft("sophie", "T-1", draft("old", 0));
  keepDraft("sophie", "T-2", draft("new", 20 * 86_400_000));
  forgetDrafts(20 * 86_400_000);
  expect(readDraft("sophie", "T-1")).toBeNull();
  expect(readDraft("sophie", "T-2")?.text).toBe("new");
  forgetDrafts(0, true);
  expect(Object.keys(localStorage)).toEqual(["nightdesk.language"]);
});

test("files that wait to be sent are a draft although nothing is written", () => {
  const file = { id: "1", name: "a.jpg", type: "image/jpeg", size: 1, at: 0 };
  keepDraft("sophie", "T-1", { ...draft(""), files: [file] });
  expect(readDraft("sophie", "T-1")?.files).toEqual([file]);
});
