/** Where in the page we are, as the address after `#`. */

import { store } from "../ui/store";

export type Route =
  | { page: "inbox"; view: string; ticket: string | null; query: string }
  | { page: "board" }
  | { page: "saved" }
  | { page: "proposals" }
  | { page: "reports"; report: "service" | "listening" };

export const FIRST_VIEW = "waiting";

export function read(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [page, first, second] = path.split("/").map(decode);
  if (page === "board" || page === "incidents") return { page: "board" };
  if (page === "proposals") return { page: "proposals" };
  if (page === "saved") return { page: "saved" };
  if (page === "reports") return { page: "reports", report: first === "listening" ? "listening" : "service" };
  if (page === "tickets" && first) return { page: "inbox", view: "all", ticket: first, query: "" };
  return { page: "inbox", view: first || FIRST_VIEW, ticket: second || null, query };
}

export function write(route: Route): string {
  if (route.page === "board" || route.page === "saved" || route.page === "proposals") return `#/${route.page}`;
  if (route.page === "reports") return `#/reports/${route.report}`;
  const ticket = route.ticket ? `/${encodeURIComponent(route.ticket)}` : "";
  return `#/inbox/${encodeURIComponent(route.view)}${ticket}${route.query ? `?${route.query}` : ""}`;
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return "";
  }
}

export const route = store<Route>(read(location.hash));

export function follow(): void {
  window.addEventListener("hashchange", () => route.set(read(location.hash)));
}

export function go(to: Route): void {
  if (location.hash === write(to)) return;
  location.hash = write(to);
}

/** Another ticket, or none, in the same list. */
export function open(ticket: string | null): void {
  const here = route.get();
  go(here.page === "inbox" ? { ...here, ticket } : { page: "inbox", view: FIRST_VIEW, ticket, query: "" });
}

/** Another ticket in the place of this one: the way back does not lead here again. */
export function instead(ticket: string): void {
  const here = route.get();
  if (here.page !== "inbox") return;
  history.replaceState(history.state, "", write({ ...here, ticket }));
  route.set({ ...here, ticket });
}
