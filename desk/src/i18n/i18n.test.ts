import { beforeEach, expect, test } from "vitest";
import { en } from "./en";
import { fr } from "./fr";
import { preferred, t, useLanguage, type Key } from "./index";

const keys = Object.keys(en) as Key[];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

beforeEach(() => useLanguage("en"));

test("both languages have every text, and none is empty", () => {
  expect(Object.keys(fr).sort()).toEqual([...keys].sort());
  expect(keys.filter((key) => !en[key].trim() || !fr[key].trim())).toEqual([]);
});

test("both languages use the same placeholders", () => {
  expect(keys.filter((key) => `${placeholders(en[key])}` !== `${placeholders(fr[key])}`)).toEqual([]);
});

test("the reader's language is the first that we have", () => {
  expect(preferred(["de-DE", "fr-CA", "en"])).toBe("fr");
  expect(preferred(["de"])).toBe("en");
});

test("the page says in which language it is", () => {
  useLanguage("fr");
  expect(document.documentElement.lang).toBe("fr");
  expect(t("app.name")).toBe("Nightdesk");
});
