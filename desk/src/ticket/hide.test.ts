import { expect, test } from "vitest";
import type { Message } from "../api/types";
import { mayHide } from "./HideMessage";

const comment = { direction: "inbound", visibility: "public", surface: "comment", deleted_at: null, category: "spam" } as Message;

test("spam and abuse under our posts may be hidden, also where a person says that it is", () => {
  expect(mayHide(comment, null)).toBe(true);
  expect(mayHide({ ...comment, category: "abuse" }, null)).toBe(true);
  expect(mayHide({ ...comment, category: "question" }, "spam")).toBe(true);
});

test("criticism, what is private, what is ours and what is gone may not", () => {
  expect(mayHide({ ...comment, category: "complaint" }, "complaint")).toBe(false);
  expect(mayHide({ ...comment, visibility: "private" }, null)).toBe(false);
  expect(mayHide({ ...comment, direction: "outbound" }, null)).toBe(false);
  expect(mayHide({ ...comment, surface: "review" }, null)).toBe(false);
  expect(mayHide({ ...comment, deleted_at: "2026-01-01T00:00:00.000Z" }, null)).toBe(false);
});
