import { useState } from "preact/hooks";
import { call, type Options } from "../api/client";
import { refusal } from "../api/said";
import type { paths } from "../api/schema";
import type { Ticket } from "../api/types";
import { plural, t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import type { Place } from "../Shell";
import { AssignDialog } from "../ticket/AssignDialog";
import { did, mark, newest } from "../ticket/ownChanges";
import { complain } from "../ticket/complain";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";
import { customerName } from "./Row";

interface Properties {
  place: Place;
  tickets: Ticket[];
  picked: ReadonlyMap<string, Picked>;
  /** How many there are to select. */
  shown: number;
  onAll: () => void;
  onDone: () => void;
  onClear: () => void;
  /** What failed for a passing reason stays selected. */
  onKeep: (tickets: ReadonlyMap<string, Picked>) => void;
}

/** A ticket when it was selected, and what had been done with it here by then. */
export interface Picked {
  seen: Ticket;
  marked: number;
}

export const pick = (ticket: Ticket): Picked => ({ seen: ticket, marked: mark(ticket.id) });

const MOST = 100; // of one request

const NAMED = 5;
const OLD_VERSION = 412;

type Result = paths["/tickets/bulk"]["post"]["responses"]["200"]["content"]["application/json"]["results"][number];

function byReason(failed: readonly Result[]): Map<string, Result[]> {
  const found = new Map<string, Result[]>();
  for (const each of failed) {
    const why = each.status === OLD_VERSION ? t("bulk.changed") : each.status >= 500 ? t("bulk.not_now") : refusal(each.reason, each.detail);
    found.set(why, [...(found.get(why) ?? []), each]);
  }
  return found;
}

function effectOf(change: Change): Partial<Ticket> {
  const { assignee, status } = change as { assignee?: string; status?: Ticket["status"] };
  return { ...(assignee ? { assignee } : {}), ...(status ? { status } : {}) };
}

type Change = Omit<BulkBody, "tickets">;
type BulkBody = NonNullable<Options<paths["/tickets/bulk"]["post"]>["body"]>;

/** Do the same with several tickets, in one request. Each has its own result; what failed is said. */
export function Bulk({ place, tickets, picked, shown, onAll, onDone, onClear, onKeep }: Properties) {
  const [tag, setTag] = useState("");
  const [assigning, assign] = useState(false);
  /** `careful`: only tickets that nobody has changed since they were selected. */
  const run = (text: string, change: Change, careful = true, those = tickets) => {
    // What only a machine changed since, or somebody here, is the same ticket to whoever selected it.
    const chosen = those.map((ticket) => [ticket.id, newest({ ...(picked.get(ticket.id) ?? pick(ticket)), latest: ticket }).version] as const);
    const kept = picked;
    onClear();
    later(text, async () => {
      let well = true;
      try {
        const failed = [];
        for (let first = 0; first < chosen.length; first += MOST) {
          const part = chosen.slice(first, first + MOST);
          const versions = careful ? { versions: Object.fromEntries(part) } : {};
          const { body } = await call("post", "/tickets/bulk", { body: { tickets: part.map(([id]) => id), ...versions, ...change } as BulkBody });
          for (const result of body.results) if (result.status < 400) did(result.ticket_id, effectOf(change));
          failed.push(...body.results.filter((result) => result.status >= 400));
        }
        const names = new Map(those.map((ticket) => [ticket.id, customerName(ticket)]));
        for (const [why, some] of byReason(failed)) {
          well = false;
          const who = some.slice(0, NAMED).map((each) => names.get(each.ticket_id)).join(", ") + (some.length > NAMED ? ", …" : "");
          toast(plural("bulk.failed", some.length, { why, who }), { tone: "bad", lasts: 10_000 });
        }
        onKeep(new Map(failed.flatMap(({ ticket_id, status }) => (status !== OLD_VERSION && kept.has(ticket_id) ? [[ticket_id, kept.get(ticket_id)!]] : []))));
      } catch (error) {
        well = complain(error);
      }
      onDone();
      return well;
    });
  };
  const count = tickets.length;
  const acts = {
    claim: () => {
      const free = tickets.filter((ticket) => !ticket.assignee || ticket.assignee === place.me.id);
      if (free.length < count) toast(plural("bulk.not_taken", count - free.length), { lasts: 8_000 });
      if (free.length > 0) run(plural("bulk.claimed", free.length), { assignee: place.me.id }, true, free);
      else onClear();
    },
    assign: () => assign(true),
    resolve: () => run(plural("bulk.resolved", count), { status: "resolved" }),
  };
  useKeys({ c: acts.claim, a: acts.assign, e: acts.resolve, X: onAll }, { first: true }); // rather than the ticket that is open
  return (
    <div class="bulk" role="group" aria-label={plural("bulk.selected", count)}>
      <strong>{plural("bulk.selected", count)}</strong>
      {count < shown && (
        <button type="button" class="quiet" onClick={onAll}>
          {t("bulk.all", { count: shown })}
        </button>
      )}
      <button type="button" class="quiet" onClick={onClear}>
        {t("bulk.clear")}
      </button>
      <span class="buttons">
        <button type="button" onClick={acts.claim}>
          {t("claim")} <kbd aria-hidden="true">c</kbd>
        </button>
        <button type="button" onClick={acts.assign}>
          {t("assign")} <kbd aria-hidden="true">a</kbd>
        </button>
        <button type="button" onClick={acts.resolve}>
          {t("resolve")} <kbd aria-hidden="true">e</kbd>
        </button>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (tag) run(plural("bulk.tagged", count, { tag }), { add_tags: [tag] }, false);
          }}
        >
          <input type="text" aria-label={t("bulk.tag")} placeholder={t("bulk.tag")} pattern="[a-z0-9][a-z0-9_\-]*" maxLength={50} value={tag} onInput={(event) => setTag(event.currentTarget.value)} />
        </form>
      </span>
      {assigning && <AssignDialog agents={place.agents} teams={place.brand.teams} onClose={() => assign(false)} onChosen={(body, who) => run(plural("bulk.assigned", count, { who }), body)} />}
    </div>
  );
}
