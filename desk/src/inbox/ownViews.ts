/** Lists that somebody has put together: kept by the API for the person, not by the browser. */

import { call, get } from "../api/client";
import type { SavedView } from "../api/types";
import { t } from "../i18n";
import { complain } from "../ticket/complain";
import { store } from "../ui/store";
import { toast } from "../ui/toasts";

export const ownViews = store<readonly SavedView[]>([]);

/** Its own words say what is asked; conditions that move with the clock cannot be kept. */
export const KEEPABLE: readonly string[] = ["waiting", "longest", "mine", "unassigned", "team", "danger", "all"];

export function loadOwnViews(): void {
  void get("/views").then(({ items }) => ownViews.set(items), () => {});
}

/** The conditions of a list and what was chosen on top, as a query of `GET /tickets`. */
export function queryOf(conditions: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(conditions)) if (value !== undefined && value !== "") parameters.set(name, Array.isArray(value) ? value.join(",") : String(value));
  parameters.sort();
  return parameters.toString();
}

/** They are replaced as a whole, so they are read first: another tab or device may have kept one. */
async function put(change: (items: readonly SavedView[]) => readonly SavedView[], done: string): Promise<boolean> {
  try {
    const { items } = await get("/views");
    const { body } = await call("put", "/views", { body: { items: [...change(items)] } });
    ownViews.set(body.items);
    toast(done, { tone: "good" });
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export function keepView(name: string, query: string): Promise<boolean> {
  return put((items) => [...items.filter((each) => each.name !== name), { name, query }], t("views.kept", { name }));
}

export function dropView(name: string): Promise<boolean> {
  return put((items) => items.filter((each) => each.name !== name), t("views.dropped", { name }));
}
