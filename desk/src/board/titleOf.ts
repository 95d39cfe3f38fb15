import type { Incident } from "../api/types";
import { plural, t } from "../i18n";
import { moment } from "../time/span";

/** What an incident is called. Nobody has named a suspicion yet: it is worded from its numbers, in the reader's language. */
export const titleOf = (incident: Pick<Incident, "suspected" | "title" | "ticket_count">): string =>
  incident.suspected ? t("incident.suspected", { tickets: plural("tickets", incident.ticket_count) }) : incident.title;

/** Who ended its automatic texts, or took that back; nothing where nobody has. */
export function textsOf({ stopped_at, stopped_by, resumed_at, resumed_by }: Pick<Incident, "stopped_at" | "stopped_by" | "resumed_at" | "resumed_by">): string {
  if (stopped_at) return t("incident.stopped_by", { who: stopped_by ?? "", when: moment(stopped_at) });
  if (resumed_at) return t("incident.resumed_by", { who: resumed_by ?? "", when: moment(resumed_at) });
  return "";
}
