import { t, type Language } from "../i18n";
import { chooseLanguage, shownLanguage } from "./language";
import { useStore } from "./store";

const NAMES: Record<Language, string> = { en: "English", fr: "Français" };

export function LanguageChoice() {
  const chosen = useStore(shownLanguage);
  return (
    <div class="segments" role="group" aria-label={t("language")}>
      {(Object.keys(NAMES) as Language[]).map((each) => (
        <button key={each} type="button" lang={each} aria-pressed={chosen === each} onClick={() => chooseLanguage(each)}>
          {NAMES[each]}
        </button>
      ))}
    </div>
  );
}
