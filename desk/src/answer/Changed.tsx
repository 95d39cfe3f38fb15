import type { Message } from "../api/types";
import { t } from "../i18n";
import { Dialog } from "../ui/Dialog";

/** What came in after writing began, and whether the answer still fits. */
export function Changed({ since, inPublic, onBack, onSend }: { since: readonly Message[]; inPublic: boolean; onBack: () => void; onSend: () => void }) {
  return (
    <Dialog title={t("changed.title")} onClose={onBack}>
      <p>{t("changed.new")}</p>
      <ul class="changed">
        {since.map((message) => (
          <li key={message.id} class="bubble" dir="auto">
            <strong>{message.author.name ?? message.author.handle}</strong> {message.text ?? t("message.without_words")}
          </li>
        ))}
      </ul>
      {inPublic && since.some((message) => message.visibility === "private") && <p class="answer-note bad">{t("changed.private")}</p>}
      <footer>
        <button type="button" onClick={onBack}>
          {t("changed.back")}
        </button>
        <button type="button" class="primary" onClick={onSend}>
          {t("changed.send")}
        </button>
      </footer>
    </Dialog>
  );
}
