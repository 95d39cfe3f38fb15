import { call } from "../api/client";
import type { Message } from "../api/types";
import { t } from "../i18n";
import { toast } from "../ui/toasts";
import { complain } from "./complain";
import { messageName } from "./RemoveContent";

const HIDEABLE: ReadonlySet<string | null> = new Set(["spam", "abuse"]);

/** Whether a comment may be hidden, as far as the page can tell: spam or abuse under one of our posts. The API decides. */
export function mayHide(message: Message, category: string | null): boolean {
  const comment = message.direction === "inbound" && message.visibility === "public" && message.surface === "comment" && !message.deleted_at;
  return comment && (HIDEABLE.has(message.category) || HIDEABLE.has(category));
}

/** Hide a comment from the public, or show again what was hidden here. */
export function HideMessage({ message, ticket, onDone }: { message: Message; ticket: string; onDone: () => void }) {
  const decide = async () => {
    const parameters = { path: { message_id: messageName(message.id) }, body: { ticket } };
    try {
      const { body } = message.hidden ? await call("post", "/messages/{message_id}/show", parameters) : await call("post", "/messages/{message_id}/hide", parameters);
      if (body.error) toast(t("hiding.failed", { reason: body.error }), { tone: "bad", lasts: 8_000 });
      else toast(t(message.hidden ? "hiding.showing" : "hiding.hiding"), { tone: "good" });
    } catch (error) {
      complain(error);
    }
    onDone();
  };
  return (
    <button type="button" class="quiet" onClick={() => void decide()}>
      {t(message.hidden ? "hiding.show" : "hiding.hide")}
    </button>
  );
}
