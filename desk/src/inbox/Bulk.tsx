import { useState } from "preact/hooks";
import { call, type Options } from "../api/client";
import type { paths } from "../api/schema";
import type { Ticket } from "../api/types";
import { plural, t } from "../i18n";
import type { Place } from "../Shell";
import { complain } from "../ticket/complain";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";

interface Properties {
  place: Place;
  tickets: Ticket[];
  onDone: () => void;
  onClear: () => void;
}

const MOST = 100; // of one request

type Change = Omit<BulkBody, "tickets">;
type BulkBody = NonNullable<Options<paths["/tickets/bulk"]["post"]>["body"]>;

/** Do the same with several tickets, in one request. Each has its own result; what failed is said. */
export function Bulk({ place, tickets, onDone, onClear }: Properties) {
  const [tag, setTag] = useState("");
  const run = (text: string, change: Change) => {
    const chosen = tickets.map((ticket) => ticket.id);
    onClear();
    later(text, async () => {
      try {
        const failed = [];
        for (let first = 0; first < chosen.length; first += MOST) {
          const { body } = await call("post", "/tickets/bulk", { body: { tickets: chosen.slice(first, first + MOST), ...change } as BulkBody });
          failed.push(...body.results.filter((result) => result.status >= 400));
        }
        if (failed.length > 0) toast(plural("bulk.failed", failed.length, { why: failed[0]!.detail ?? "" }), { tone: "bad", lasts: 10_000 });
      } catch (error) {
        complain(error);
      }
      onDone();
    });
  };
  return (
    <div class="bulk" role="group" aria-label={plural("bulk.selected", tickets.length)}>
      <strong>{plural("bulk.selected", tickets.length)}</strong>
      <button type="button" onClick={() => run(plural("bulk.claimed", tickets.length), { assignee: place.me.id })}>
        {t("claim")}
      </button>
      <button type="button" onClick={() => run(plural("bulk.resolved", tickets.length), { status: "resolved" })}>
        {t("resolve")}
      </button>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag) run(plural("bulk.tagged", tickets.length, { tag }), { add_tags: [tag] });
        }}
      >
        <input type="text" aria-label={t("bulk.tag")} placeholder={t("bulk.tag")} pattern="[a-z0-9][a-z0-9_\-]*" maxLength={50} value={tag} onInput={(event) => setTag(event.currentTarget.value)} />
      </form>
      <button type="button" class="quiet" onClick={onClear}>
        {t("bulk.clear")}
      </button>
    </div>
  );
}
