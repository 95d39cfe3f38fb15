/** The lists that a support team works from. Each is a filter of the API; the order is always that of deadlines. */

import type { paths } from "../api/schema";
import type { Place } from "../Shell";

export type TicketsQuery = NonNullable<paths["/tickets"]["get"]["parameters"]["query"]>;

interface View {
  id: string;
  tone: "" | "bad" | "warn" | "good";
  /** Null: nothing can be in this list now. */
  query: (place: Place) => TicketsQuery | null;
}

/** A full hour: the question stays the same for an hour, and the page looks at the minutes itself. */
function hours(ahead: number): string {
  const hour = 3_600_000;
  return new Date(Math.floor(Date.now() / hour) * hour + ahead * hour).toISOString();
}

export const VIEWS = [
  { id: "waiting", tone: "", query: () => ({ status: ["new", "open"] }) },
  { id: "mine", tone: "", query: ({ me }) => ({ assignee: [me.id] }) },
  { id: "unassigned", tone: "", query: () => ({ unassigned: true, status: ["new", "open"] }) },
  { id: "team", tone: "", query: ({ me, brand }) => ({ team: me.agent?.teams.length ? me.agent.teams : brand.teams }) },
  { id: "soon", tone: "warn", query: () => ({ due_before: hours(2) }) },
  { id: "overdue", tone: "bad", query: () => ({ due_before: hours(1) }) },
  { id: "danger", tone: "bad", query: () => ({ danger: true }) },
  {
    id: "incidents",
    tone: "warn",
    query: ({ incidents }) => (incidents.length ? { incident: incidents.map((each) => each.id) } : null),
  },
  { id: "resolved", tone: "good", query: () => ({ status: ["resolved"] }) },
  { id: "all", tone: "", query: () => ({}) },
] as const satisfies readonly View[];

export type ViewId = (typeof VIEWS)[number]["id"];

export function viewOf(id: string): (typeof VIEWS)[number] {
  return VIEWS.find((view) => view.id === id) ?? VIEWS[0];
}
