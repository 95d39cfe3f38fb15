import type { Brand } from "../api/types";

/** A help page of the brand in a language, or in the brand's own; a page that is no longer there has its id as title. */
export function pageOf(brand: Pick<Brand, "articles" | "default_language">, id: string, language: string): { title: string; url: string | null } {
  const page = brand.articles.find((each) => each.id === id);
  const text = (texts: Record<string, string> | undefined) => texts?.[language] ?? texts?.[brand.default_language] ?? Object.values(texts ?? {})[0] ?? null;
  return { title: text(page?.title) ?? id, url: text(page?.url) };
}
