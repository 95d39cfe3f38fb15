import { useEffect, useState } from "preact/hooks";
import { call, get } from "../api/client";
import type { Ticket } from "../api/types";
import { t } from "../i18n";
import type { TicketsQuery } from "../inbox/views";
import { customerName } from "../inbox/Row";
import { moment } from "../time/span";
import { Channel } from "../ui/Channel";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { complain } from "./complain";
import { excerptOf } from "./excerpt";

const PAUSE = 300; // milliseconds after the last key
const SHOWN = 8;
const MOST_PAGES = 6; // of open tickets, and of finished ones

/** Say that somebody else is the same person: found by name, handle or what they wrote about. */
export function LinkDialog({ id, brand, known, onClose, onDone }: { id: string; brand: string; known: readonly string[]; onClose: () => void; onDone: () => void }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Ticket[] | null>(null);
  const [more, setMore] = useState(false);
  useEffect(() => {
    const wanted = text.trim();
    setFound(null);
    setMore(false);
    if (wanted.length < 2) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      void look(wanted, stop.signal).catch((error: unknown) => stop.signal.aborted || complain(error));
    }, PAUSE);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [text]);

  /** Among open tickets and finished ones: most people have none that is open. What was found is shown as it comes. */
  const look = async (wanted: string, signal: AbortSignal) => {
    let tickets: Ticket[] = [];
    let left = false;
    for (const status of [undefined, ["resolved", "closed"] as const]) {
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = { brand, q: wanted, limit: 25, status, cursor: cursor ?? undefined } as TicketsQuery;
        const answer: { items: Ticket[]; next_cursor: string | null } = await get("/tickets", { query, signal });
        tickets = [...tickets, ...answer.items];
        const people = onePerCustomer(tickets, known);
        if (people.length > 0) setFound(people);
        cursor = answer.next_cursor;
        if (!cursor || people.length >= SHOWN) break;
      }
      left ||= cursor !== null;
    }
    setMore(left);
    setFound(onePerCustomer(tickets, known));
  };

  const link = async (other: Ticket) => {
    const send = (what: "link" | "unlink") => call("post", `/customers/{customer_id}/${what}`, { path: { customer_id: id }, body: { customer: other.customer.id! } });
    try {
      await send("link");
      const undo = () => void send("unlink").then(onDone, complain);
      toast(t("linked", { who: customerName(other) }), { tone: "good", lasts: 8_000, undo });
      onClose();
    } catch (error) {
      complain(error);
    }
    onDone();
  };
  return (
    <Dialog title={t("link")} onClose={onClose}>
      <p class="muted">{t("link.about")}</p>
      <div class="choices">
        <input type="text" autofocus aria-label={t("link.whom")} placeholder={t("link.whom")} maxLength={200} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <ul class="earlier">
          {found?.map((each) => (
            <li key={each.customer.id}>
              <button type="button" class="other-ticket" onClick={() => void link(each)}>
                <Channel name={each.channel} /> <span dir="auto">{customerName(each)}</span>
                <span class="muted">
                  {excerptOf(each)} · {moment(each.created_at)}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {found?.length === 0 && !more && <p class="muted">{t("search.nothing")}</p>}
        {found && more && <p class="muted">{t("link.more")}</p>}
        {!found && text.trim().length >= 2 && <p class="muted">{t("loading")}</p>}
      </div>
    </Dialog>
  );
}

function onePerCustomer(tickets: readonly Ticket[], known: readonly string[]): Ticket[] {
  const seen = new Set(known);
  return tickets.filter(({ customer: { id } }) => id !== null && !seen.has(id) && seen.add(id)).slice(0, SHOWN);
}
