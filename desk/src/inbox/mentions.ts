/** Notes that name the reader: the side counts them, and each new one is announced where somebody works. */

import { useEffect, useRef } from "preact/hooks";
import { get } from "../api/client";
import { t } from "../i18n";
import { toast } from "../ui/toasts";
import { customerName } from "./Row";

const SHOWN = 25;
const LASTS = 10_000;

/** `count`: how many tickets have such a note; undefined until it is known. What is there when the page opens is not new. */
export function useMentions(me: string, brand: string | undefined, count: number | undefined): void {
  const known = useRef<{ brand: string; tickets: ReadonlySet<string> } | null>(null);
  useEffect(() => {
    if (brand === undefined || count === undefined) return;
    let current = true;
    const read = count === 0 ? Promise.resolve([]) : get("/tickets", { query: { brand, mentioned: [me], limit: SHOWN } }).then(({ items }) => items);
    read.then(
      (items) => {
        if (!current) return;
        const before = known.current?.brand === brand ? known.current.tickets : null;
        known.current = { brand, tickets: new Set(items.map((each) => each.id)) };
        if (before === null) return;
        for (const ticket of items.filter((each) => !before.has(each.id))) toast(t("mentions.new", { who: customerName(ticket) }), { lasts: LASTS, ticket: ticket.id });
      },
      () => {}, // the count at the side says it, and the next change asks again
    );
    return () => {
      current = false;
    };
  }, [me, brand, count]);
}
