/** The lists that a support team works from. Each is a filter of the API, in the order of deadlines unless it says otherwise. */

import type { paths } from "../api/schema";
import type { Place } from "../Shell";
import { dayIn, midnight } from "../time/zone";
import { dueQuery } from "./due";
import { now } from "../time/clock";

export type TicketsQuery = NonNullable<paths["/tickets"]["get"]["parameters"]["query"]>;

interface View {
  id: string;
  tone: "" | "bad" | "warn" | "good";
  /** Null: nothing can be in this list now. */
  query: (place: Place) => TicketsQuery | null;
}

export const VIEWS = [
  { id: "waiting", tone: "", query: () => ({ status: ["new", "open"] }) },
  { id: "longest", tone: "", query: () => ({ sort: "waiting" }) },
  { id: "mine", tone: "", query: ({ me }) => ({ assignee: [me.id] }) },
  { id: "mentions", tone: "", query: ({ me }) => ({ mentioned: [me.id] }) },
  { id: "unassigned", tone: "", query: () => ({ unassigned: true, status: ["new", "open"] }) },
  { id: "team", tone: "", query: ({ me, brand }) => ({ team: me.agent?.teams.length ? me.agent.teams : brand.teams }) },
  { id: "soon", tone: "warn", query: () => dueQuery("next", now()) },
  { id: "overdue", tone: "bad", query: () => dueQuery("late", now()) },
  { id: "danger", tone: "bad", query: () => ({ danger: true }) },
  {
    id: "incidents",
    tone: "warn",
    query: ({ incidents }) => (incidents.length ? { incident: incidents.map((each) => each.id) } : null),
  },
  { id: "resolved", tone: "good", query: ({ brand }) => ({ resolved_after: today(brand.time_zone, now()) }) },
  { id: "all", tone: "", query: () => ({}) },
] as const satisfies readonly View[];

/** When the brand's day began. */
function today(zone: string, now: number): string {
  return midnight(dayIn(now, zone), zone)!.toISOString();
}

export type ViewId = (typeof VIEWS)[number]["id"];

export function viewOf(id: string): (typeof VIEWS)[number] {
  return VIEWS.find((view) => view.id === id) ?? VIEWS[0];
}
