import { language, useLanguage, type Language } from "../i18n";
import { store } from "./store";

/** The language the page is drawn in. */
export const shownLanguage = store<Language>(language());

export function chooseLanguage(chosen: Language): void {
  useLanguage(chosen);
  shownLanguage.set(chosen);
}
