import type { Ticket } from "../api/types";
import { t } from "../i18n";
import { deadline } from "../time/deadline";
import { full, span } from "../time/span";
import { Icon } from "./Icon";

/** The time that is left, amber when it is short and red when it is over. Colour is never the only sign. */
export function Clock({ ticket, now }: { ticket: Ticket; now: number }) {
  const due = deadline(ticket, now);
  if (due.at === null) return null;
  const seconds = (due.at - now) / 1000;
  const text = due.urgency === "late" ? t("clock.late", { span: span(seconds) }) : due.urgency === "paused" ? t("clock.paused", { span: span(seconds) }) : span(seconds);
  const what = due.urgency === "paused" ? t("clock.stands") : t(due.what === "first_response" ? "clock.first_response" : "clock.resolution", { at: full(new Date(due.at).toISOString()) });
  return (
    <span class={`clock ${due.urgency}`} title={what}>
      <Icon name={due.urgency === "late" ? "alert" : "clock"} />
      {text}
    </span>
  );
}
