import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Message } from "../api/types";
import { t } from "../i18n";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { complain } from "./complain";

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

/** The id of a message as one segment of a path: as it is, or in base64url after a `~`. */
export function messageName(id: string): string {
  if (PLAIN.test(id)) return id;
  const bytes = String.fromCharCode(...new TextEncoder().encode(id));
  return `~${btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** Take the text and the files of one message away. There is no way back, so it is asked first. */
export function RemoveContent({ message, ticket, onDone }: { message: Message; ticket: string; onDone: () => void }) {
  const [asking, ask] = useState(false);
  const remove = async () => {
    ask(false);
    try {
      await call("delete", "/messages/{message_id}/content", { path: { message_id: messageName(message.id) }, query: { ticket } });
      toast(t("content.removed"), { tone: "good" });
    } catch (error) {
      complain(error);
    }
    onDone();
  };
  return (
    <>
      <button type="button" class="quiet remove-content" onClick={() => ask(true)}>
        {t("content.remove")}
      </button>
      {asking && (
        <Dialog title={t("content.remove")} onClose={() => ask(false)}>
          <p>{t("content.sure")}</p>
          <footer>
            <button type="button" onClick={() => ask(false)}>
              {t("cancel")}
            </button>
            <button type="button" class="primary" onClick={() => void remove()}>
              {t("content.remove")}
            </button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
