import { failing } from "./api/polling";
import { said } from "./api/said";
import { t } from "./i18n";
import { useNow } from "./time/now";
import { moment } from "./time/span";
import { useStore } from "./ui/store";

const AFTER = 8_000; // milliseconds: one answer that fails is nothing

/** A part of the page that is refused again and again is as old as it says. */
export function Stale() {
  const now = useNow();
  const old = [...useStore(failing).values()].filter(({ since }) => now - since >= AFTER);
  const [first] = old.sort((one, other) => one.since - other.since);
  if (!first) return null;
  return (
    <p class="banner bad" role="alert">
      {t("stale", { at: moment(new Date(first.since).toISOString(), now), why: said(first.error) })}
    </p>
  );
}
