import { beforeEach, expect, test, vi } from "vitest";
import { bringBack, forgetDrafts, joined, keepDraft, keepNext, keepNote, moveDrafts, promoteNext, readDraft, readNext, readNote, readNoteKey, restAfter, unkept, type Mode } from "./drafts";

const draft = (text: string, at = 0) => ({ mode: "public" as const, text, privateText: "", at });

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

test("drafts are forgotten after two weeks, at sign-out those of who leaves, and nothing else is", () => {
  localStorage.setItem("nightdesk.language", "fr");
  keepDraft("sophie", "T-1", draft("old", 0));
  keepDraft("sophie", "T-2", draft("new", 20 * 86_400_000));
  forgetDrafts(20 * 86_400_000);
  expect(readDraft("sophie", "T-1")).toBeNull();
  expect(readDraft("sophie", "T-2")?.text).toBe("new");
  keepDraft("sophie.b", "T-1", draft("another person's", 20 * 86_400_000));
  keepDraft("marc", "T-1", draft("kept", 20 * 86_400_000));
  forgetDrafts(20 * 86_400_000, "sophie");
  expect(Object.keys(localStorage).sort()).toEqual(["nightdesk.draft.marc.T-1", "nightdesk.draft.sophie.b.T-1", "nightdesk.language"]);
});

test("files that wait to be sent are a draft although nothing is written", () => {
  const file = { id: "1", name: "a.jpg", type: "image/jpeg", size: 1, at: 0 };
  keepDraft("sophie", "T-1", { ...draft(""), files: [file] });
  expect(readDraft("sophie", "T-1")?.files).toEqual([file]);
});

test("a note that is not kept yet is a draft of its own", () => {
  keepDraft("sophie", "T-1", draft("Bonjour"));
  keepNote("sophie", "T-1", "Vois avec Marc");
  expect(readNote("sophie", "T-1")).toBe("Vois avec Marc");
  expect(readNote("marc", "T-1")).toBe("");
  keepNote("sophie", "T-1", "");
  expect(readNote("sophie", "T-1")).toBe("");
  expect(readDraft("sophie", "T-1")?.text).toBe("Bonjour");
});

test.each([
  ["public", "public", "public"],
  ["public", "private", "private"],
  ["private", "public", "private"],
  ["private", "move_to_private", "private"],
  ["move_to_private", "private", "private"],
  ["move_to_private", "public", "move_to_private"],
] as [Mode, Mode, Mode][])("two drafts, %s and %s, become one that is %s: no word for one reader is in public", (first, second, both) => {
  const one = { ...draft("one"), mode: first, privateText: first === "move_to_private" ? "secret one" : "" };
  const other = { ...draft("other"), mode: second, privateText: second === "move_to_private" ? "secret other" : "" };
  const together = joined(one, other);
  expect(together.mode).toBe(both);
  const inPublic = together.mode === "private" ? "" : together.text;
  expect(inPublic).not.toContain("secret");
  for (const word of ["one", "other", one.privateText, other.privateText]) expect(`${together.text} ${together.privateText}`).toContain(word);
});

test("what one has not seen of either is not seen of both", () => {
  expect(joined({ ...draft("a"), seen: ["1", "2"] }, { ...draft("b"), seen: ["2", "3"] }).seen).toEqual(["2"]);
});

test("what is typed behind an answer on its way takes its place, or stands behind it", () => {
  keepDraft("sophie", "T-1", draft("first"));
  keepNext("sophie", "T-1", draft("second"));
  expect(readDraft("sophie", "T-1")?.text).toBe("first");
  bringBack("sophie", "T-1", draft("first"));
  expect([readDraft("sophie", "T-1")?.text, readNext("sophie", "T-1")]).toEqual(["first\nsecond", null]);
  keepNext("sophie", "T-1", draft("third"));
  promoteNext("sophie", "T-1");
  expect([readDraft("sophie", "T-1")?.text, readNext("sophie", "T-1")]).toEqual(["third", null]);
  promoteNext("sophie", "T-1");
  expect(readDraft("sophie", "T-1")).toBeNull();
});

test("drafts go along to another ticket, and nothing of them stays or is written over", () => {
  keepDraft("sophie", "T-1", { ...draft("one"), attempt: { key: "k", body: "{}", begun: true } });
  keepNext("sophie", "T-1", draft("two"));
  keepNote("sophie", "T-1", "note");
  keepDraft("sophie", "T-2", draft("there"));
  moveDrafts("sophie", "T-1", "T-2");
  expect(readDraft("sophie", "T-2")).toMatchObject({ text: "one\ntwo\nthere", attempt: null });
  expect(readNote("sophie", "T-2")).toBe("note");
  expect(Object.keys(localStorage).filter((each) => each.includes("T-1"))).toEqual([]);
});

test("of a text that was sent only what was added is left", () => {
  expect(restAfter("sent", "sent")).toBe("");
  expect(restAfter("sent", "sent and more")).toBe("and more");
  expect(restAfter("sent", "something else")).toBe("something else");
});

test("a note of which nobody knows whether it was kept goes along under its key, unless it becomes another note", () => {
  keepNote("sophie", "T-1", "note", "k");
  moveDrafts("sophie", "T-1", "T-2");
  expect([readNote("sophie", "T-2"), readNoteKey("sophie", "T-2")]).toEqual(["note", "k"]);
  keepNote("sophie", "T-3", "there", "k3");
  moveDrafts("sophie", "T-2", "T-3");
  expect([readNote("sophie", "T-3"), readNoteKey("sophie", "T-3")]).toEqual(["note\nthere", ""]);
});

test("whoever types is told when the browser keeps nothing", () => {
  const storage = localStorage;
  const full = { ...Object.fromEntries(["getItem", "removeItem"].map((name) => [name, () => null])), setItem: () => {
    throw new DOMException("QuotaExceededError");
  } };
  vi.stubGlobal("localStorage", full);
  keepDraft("sophie", "T-1", draft("Hello"));
  expect(unkept.get()).toBe(true);
  vi.stubGlobal("localStorage", storage);
  keepDraft("sophie", "T-1", draft("Hello again"));
  expect(unkept.get()).toBe(false);
});
