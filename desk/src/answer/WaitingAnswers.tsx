import type { Me } from "../api/types";
import { t, word } from "../i18n";
import { moment } from "../time/span";
import { Icon } from "../ui/Icon";
import { useStore } from "../ui/store";
import { askNow, waitingAnswers } from "./waiting";

/** What was sent from this device and is not confirmed, in merged tickets too: its words stay to be seen. */
export function WaitingAnswers({ tickets, me, now }: { tickets: readonly string[]; me: Me; now: number }) {
  const waiting = useStore(waitingAnswers).filter((each) => tickets.includes(each.ticket));
  if (waiting.length === 0) return null;
  return (
    <ul class="waiting" aria-label={t("answer.waiting_list")}>
      {waiting.map(({ key, draft, status, at }) => (
        <li key={key}>
          <p class="message-head">
            <strong>
              <Icon name="clock" /> {t("answer.not_confirmed")}
            </strong>
            <span>{word("visibility", draft.mode === "private" ? "private" : "public")}</span>
            <time dateTime={new Date(at).toISOString()}>{moment(new Date(at).toISOString(), now)}</time>
          </p>
          <p class="text" dir="auto">
            {[draft.text, draft.privateText].filter(Boolean).join("\n")}
          </p>
          {draft.files?.length ? <p class="muted">{draft.files.map((file) => file.name).join(", ")}</p> : null}
          <p class="muted">
            {t(status === "unknown" ? "answer.checking" : "answer.waiting")}{" "}
            <button type="button" class="quiet" onClick={() => askNow(me.id, key)}>
              {t("answer.ask_now")}
            </button>
          </p>
        </li>
      ))}
    </ul>
  );
}
