/** Says that a part of the page is missing, and how to get it back. */

import { t } from "../i18n";

export function NotDrawn({ again }: { again: () => void }) {
  return (
    <div class="empty" role="alert">
      <p>{t("not_drawn")}</p>
      <p>
        <button type="button" onClick={again}>
          {t("try_again")}
        </button>{" "}
        <button type="button" onClick={() => location.reload()}>
          {t("load_again")}
        </button>
      </p>
    </div>
  );
}
