import { afterEach, expect, test } from "vitest";
import { useLanguage, type Language } from "../i18n";
import { ApiError } from "./client";
import { said } from "./said";

const ENGLISH = "Léa has claimed this ticket; send take_over to take it from them.";
const refused = (status: number, reason?: string) => new ApiError(status, { status, detail: ENGLISH, ...(reason ? { reason } : {}) });

afterEach(() => useLanguage("en"));

test.each([
  ["fr", 409, "claimed", "Un collègue"],
  ["fr", 404, undefined, "Cela n’existe plus."],
  ["fr", 503, undefined, "Cela ne marche pas"],
  ["fr", 422, undefined, "Ce n’est pas possible ainsi."],
  ["en", 422, undefined, ENGLISH],
] as [Language, number, string | undefined, string][])("a refusal is said in the reader's language (%s, %i, %s)", (language, status, reason, text) => {
  useLanguage(language);
  expect(said(refused(status, reason))).toContain(text);
  if (language === "fr") expect(said(refused(status, reason))).not.toContain("take_over");
});
