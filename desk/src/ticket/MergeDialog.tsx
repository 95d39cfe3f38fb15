import { useEffect, useState } from "preact/hooks";
import { call, get } from "../api/client";
import { moveAlong } from "../answer/moving";
import type { Ticket } from "../api/types";
import { t, word } from "../i18n";
import { customerName } from "../inbox/Row";
import { open } from "../routing/route";
import { moment } from "../time/span";
import { Channel } from "../ui/Channel";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { complain } from "./complain";
import { excerptOf } from "./excerpt";

/** Merge this ticket into another open one of the same customer. It cannot be taken back, so it is asked twice. What was typed here goes along. */
export function MergeDialog({ ticket, me, onClose, onDone }: { ticket: Ticket; me: string; onClose: () => void; onDone: () => void }) {
  const [others, setOthers] = useState<readonly Ticket[] | null>(null);
  const [chosen, choose] = useState<Ticket | null>(null);
  const customer = ticket.customer.id;
  useEffect(() => {
    if (!customer) return setOthers([]);
    const mergeable = (each: Ticket) => each.id !== ticket.id && each.customer.id === customer && each.status !== "closed" && each.brand === ticket.brand;
    get("/customers/{customer_id}", { path: { customer_id: customer } }).then((found) => setOthers(found.tickets.filter(mergeable)), (error) => {
      complain(error);
      onClose();
    });
  }, []);
  const merge = async (into: Ticket) => {
    try {
      await call("post", "/tickets/{ticket_id}/merge", { path: { ticket_id: ticket.id }, body: { into: into.id } });
      toast(t("merged", { id: into.id }), { tone: "good" });
      moveAlong(me, ticket.id, into.id, customerName(ticket));
      onClose();
      open(into.id);
    } catch (error) {
      complain(error);
    }
    onDone();
  };
  return (
    <Dialog title={t("merge")} onClose={onClose}>
      <p>{t(chosen ? "merge.sure" : "merge.which")}</p>
      {others === null && <p class="muted">{t("loading")}</p>}
      {others?.length === 0 && <p class="muted">{t("merge.none")}</p>}
      <ul class="earlier">
        {(chosen ? [chosen] : (others ?? [])).map((each) => (
          <li key={each.id}>
            <button type="button" class="other-ticket" aria-pressed={chosen?.id === each.id} onClick={() => choose(each)}>
              <Channel name={each.channel} /> <span dir="auto">{excerptOf(each)}</span>
              <span class="muted">
                {each.id} · {word("status", each.status)} · {moment(each.created_at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && (
        <footer>
          <button type="button" onClick={() => choose(null)}>
            {t("cancel")}
          </button>
          <button type="button" class="primary" onClick={() => void merge(chosen)}>
            {t("merge.do")}
          </button>
        </footer>
      )}
    </Dialog>
  );
}
