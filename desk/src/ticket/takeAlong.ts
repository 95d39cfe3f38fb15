/** Everything that is stored about a person, as one file. The API gives it page by page, and notes it in the history. */

import { get } from "../api/client";
import { saveFile } from "../ui/saveFile";

const PAGE = 100;

export async function takeAlong(customer: string): Promise<void> {
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await get("/customers/{customer_id}/export", { path: { customer_id: customer }, query: { limit: PAGE, cursor } });
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  saveFile(`${customer}.json`, new Blob([JSON.stringify({ customer, items }, null, 2)], { type: "application/json" }));
}
