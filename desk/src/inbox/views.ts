/** The lists that a support team works from. Each is a filter of the API; the order is always that of deadlines. */

import type { paths } from "../api/schema";
import type { Place } from "../Shell";
import { dueQuery } from "./due";

export type TicketsQuery = NonNullable<paths["/tickets"]["get"]["parameters"]["query"]>;

interface View {
  id: string;
  tone: "" | "bad" | "warn" | "good";
  /** Null: nothing can be in this list now. */
  query: (place: Place) => TicketsQuery | null;
}

export const VIEWS = [
  { id: "waiting", tone: "", query: () => ({ status: ["new", "open"] }) },
  { id: "mine", tone: "", query: ({ me }) => ({ assignee: [me.id] }) },
  { id: "mentions", tone: "", query: ({ me }) => ({ mentioned: [me.id] }) },
  { id: "unassigned", tone: "", query: () => ({ unassigned: true, status: ["new", "open"] }) },
  { id: "team", tone: "", query: ({ me, brand }) => ({ team: me.agent?.teams.length ? me.agent.teams : brand.teams }) },
  { id: "soon", tone: "warn", query: () => dueQuery("next", Date.now()) },
  { id: "overdue", tone: "bad", query: () => dueQuery("late", Date.now()) },
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
