/** Above the conversation of a ticket that was solved in private: back in public to say thank you, with one key, and five seconds to take it back. */

import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Proposal, Ticket } from "../api/types";
import { t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { keepProposalText, readProposalText } from "../answer/drafts";
import { settle as decide } from "./decide";

export function ThankYou({ ticket, me, onChanged }: { ticket: Ticket; me: string; onChanged: () => void }) {
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [waits, wait] = useState(false);
  const asked = ticket.status === "resolved" && ticket.visibility === "public";
  useEffect(() => {
    setProposal(null);
    wait(false);
    if (!asked) return;
    void get("/proposals", { query: { brand: ticket.brand, ticket: ticket.id } }).then(({ items }) => setProposal(items[0] ?? null), () => {});
  }, [ticket.id, asked]);
  const settle = (decision: "accept" | "dismiss") => {
    if (proposal === null || waits) return;
    wait(true);
    decide(decision, proposal, me, (after) => {
      wait(false);
      if (after === null) return;
      setProposal(after.state === "open" || after.state === "accepted" ? after : null);
      onChanged();
    });
  };
  useKeys(proposal === null ? {} : { T: () => settle("accept") });
  if (proposal === null || waits) return null;
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        settle("accept");
      }}
    >
      <label>
        {t("proposals.thank_you")}
        <textarea rows={2} maxLength={5000} lang={proposal.language} dir="auto" defaultValue={readProposalText(me, proposal.id) ?? proposal.text} onInput={(event) => keepProposalText(me, proposal.id, event.currentTarget.value)} />
      </label>
      <footer>
        <button type="button" class="quiet" onClick={() => settle("dismiss")}>
          {t("proposals.dismiss")}
        </button>
        <button type="submit" class="primary">
          {t("proposals.thank")} <kbd aria-hidden="true">T</kbd>
        </button>
      </footer>
    </form>
  );
}
