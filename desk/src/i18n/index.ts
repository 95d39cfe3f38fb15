import { en, type Texts } from "./en";
import { fr } from "./fr";
import { onDevice } from "../ui/kept";

export type Language = "en" | "fr";
export type Key = keyof Texts;
type Values = Record<string, string | number>;

const TEXTS: Record<Language, Texts> = { en, fr: unbroken(fr) };
const KEPT_AS = "nightdesk.language";

let current: Language = kept() ?? preferred(navigator.languages ?? []);

function kept(): Language | null {
  const value = onDevice.read(KEPT_AS);
  return value === "en" || value === "fr" ? value : null;
}

/** French writes a space before some signs, and no line may break there. */
function unbroken(texts: Texts): Texts {
  const pairs = Object.entries(texts).map(([key, text]) => [key, text.replace(/ (?=[;:?!»])|(?<=«) /g, "\u00a0")]);
  return Object.fromEntries(pairs) as Texts;
}

/** The first of the browser's languages that we have, else English. */
export function preferred(languages: readonly string[]): Language {
  for (const each of languages) {
    const code = each.toLowerCase().split("-")[0];
    if (code === "fr" || code === "en") return code;
  }
  return "en";
}

export function language(): Language {
  return current;
}

/** The language with the region that the browser names, so that dates and times look as the reader is used to. */
function locale(): string {
  return (navigator.languages ?? []).find((each) => each.toLowerCase().split("-")[0] === current) ?? (current === "en" ? "en-GB" : current);
}

export function useLanguage(chosen: Language): void {
  current = chosen;
  onDevice.write(KEPT_AS, chosen);
  document.documentElement.lang = chosen;
}

/** The text of a key in the reader's language; `{name}` is replaced by the value of that name. */
export function t(key: Key, values: Values = {}): string {
  return TEXTS[current][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** One of two texts, by the plural rules of the language: `key_one` or `key_other`, with `{count}` in it. */
export function plural<K extends string>(
  key: `${K}_one` & Key extends never ? never : K,
  count: number,
  values: Values = {},
): string {
  const form = new Intl.PluralRules(current).select(count) === "one" ? "one" : "other";
  return t(`${key}_${form}` as Key, { ...values, count });
}

/** The text of a word from a closed list of the API (`status.open`), or the word itself if it is new to this page. */
export function word(list: string, value: string): string {
  return wordOr(list, value, value.replaceAll("_", " "));
}

/** The text of a word from a list of the API, or another one if the word is new to this page. */
export function wordOr(list: string, value: string, other: string): string {
  const key = `${list}.${value}`;
  return key in TEXTS[current] ? t(key as Key) : other;
}

export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

export function dateTime(value: string | Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), options).format(new Date(value));
}

/** The name of a language in the reader's language. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([current], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
