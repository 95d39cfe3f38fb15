import type { Incident } from "../api/types";
import { plural, t } from "../i18n";

/** What an incident is called. Nobody has named a suspicion yet: it is worded from its numbers, in the reader's language. */
export const titleOf = (incident: Pick<Incident, "suspected" | "title" | "ticket_count">): string =>
  incident.suspected ? t("incident.suspected", { tickets: plural("tickets", incident.ticket_count) }) : incident.title;
