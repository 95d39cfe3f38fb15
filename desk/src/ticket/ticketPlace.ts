import { call, SELDOM, usePolled } from "../api/polling";
import type { Agent } from "../api/types";
import type { Place } from "../Shell";

const NOBODY: Agent[] = [];

/** The people, teams and help pages of a ticket: those of its own brand, whichever one is chosen. */
export function useTicketPlace(place: Place, brand: string | undefined): Place {
  const other = brand && brand !== place.brand.id ? brand : null;
  const agents = usePolled(other && `agents ${other}`, (headers, signal) => call("get", "/agents", { query: { brand: other! }, headers, signal }), SELDOM).data?.items ?? NOBODY;
  if (!other) return place;
  const own = place.brands.find((each) => each.id === other) ?? { ...place.brand, id: other, teams: [], articles: [] };
  return { ...place, brand: own, agents, incidents: [] };
}
