import { useState } from "preact/hooks";
import { ApiError, call } from "../api/client";
import type { Ticket } from "../api/types";
import { plural, t } from "../i18n";
import type { Place } from "../Shell";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";

interface Properties {
  place: Place;
  tickets: Ticket[];
  onDone: () => void;
  onClear: () => void;
}

type Work = (ticket: Ticket) => Promise<unknown>;

/** Do the same with several tickets. Each has its own result; what failed is said. */
export function Bulk({ tickets, onDone, onClear }: Properties) {
  const [tag, setTag] = useState("");
  const run = (text: string, work: Work) => {
    const chosen = [...tickets];
    onClear();
    later(text, async () => {
      const results = await Promise.allSettled(chosen.map(work));
      const failed = results.filter((result) => result.status === "rejected");
      if (failed.length > 0) {
        const first = (failed[0] as PromiseRejectedResult).reason as unknown;
        toast(plural("bulk.failed", failed.length, { why: first instanceof ApiError ? first.problem.detail : t("unreachable") }), { tone: "bad", lasts: 10_000 });
      }
      onDone();
    });
  };
  const change = (ticket: Ticket, body: object) =>
    call("patch", "/tickets/{ticket_id}", { path: { ticket_id: ticket.id }, body: body as never, headers: { "If-Match": `"${ticket.version}"` } });
  return (
    <div class="bulk" role="group" aria-label={plural("bulk.selected", tickets.length)}>
      <strong>{plural("bulk.selected", tickets.length)}</strong>
      <button type="button" onClick={() => run(plural("bulk.claimed", tickets.length), (ticket) => call("post", "/tickets/{ticket_id}/claim", { path: { ticket_id: ticket.id }, body: {} }))}>
        {t("claim")}
      </button>
      <button type="button" onClick={() => run(plural("bulk.resolved", tickets.length), (ticket) => change(ticket, { status: "resolved" }))}>
        {t("resolve")}
      </button>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tag) run(plural("bulk.tagged", tickets.length, { tag }), (ticket) => change(ticket, { tags: [...new Set([...ticket.tags, tag])] }));
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
