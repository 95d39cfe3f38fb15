/** Above the conversation of a ticket that was solved in private: back in public to say thank you, with one key. */

import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import type { Proposal, Ticket } from "../api/types";
import { t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { decide } from "./decide";

export function ThankYou({ ticket, onChanged }: { ticket: Ticket; onChanged: () => void }) {
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [text, setText] = useState<string | undefined>(undefined);
  const asked = ticket.status === "resolved" && ticket.visibility === "public";
  useEffect(() => {
    setProposal(null);
    setText(undefined);
    if (!asked) return;
    void get("/proposals", { query: { brand: ticket.brand, ticket: ticket.id } }).then(({ items }) => setProposal(items[0] ?? null), () => {});
  }, [ticket.id, asked]);
  const settle = (decision: "accept" | "dismiss") => {
    if (proposal === null) return;
    void decide(decision, proposal, text).then((after) => {
      if (after === null) return;
      setProposal(after.state === "open" || after.state === "accepted" ? after : null);
      onChanged();
    });
  };
  useKeys(proposal === null ? {} : { t: () => settle("accept") });
  if (proposal === null) return null;
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
        <textarea rows={2} maxLength={5000} lang={proposal.language} dir="auto" defaultValue={proposal.text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <footer>
        <button type="button" class="quiet" onClick={() => settle("dismiss")}>
          {t("proposals.dismiss")}
        </button>
        <button type="submit" class="primary">
          {t("proposals.thank")} <kbd aria-hidden="true">t</kbd>
        </button>
      </footer>
    </form>
  );
}
