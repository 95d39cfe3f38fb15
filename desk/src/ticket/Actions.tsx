/** What can be done with the ticket as a whole. What is done often has a button and a key, the rest is behind one more. */

import type { Ticket } from "../api/types";
import { t } from "../i18n";
import type { Place } from "../Shell";
import { Menu, type Item } from "../ui/Menu";
import { heldBy } from "./holder";

export interface Acts {
  claim: (takeOver?: boolean) => void;
  release: () => void;
  assign: () => void;
  resolve: () => void;
  wait: () => void;
  call: (on: boolean) => void;
  merge: () => void;
}

export function Actions({ ticket, place, act }: { ticket: Ticket; place: Place; act: Acts }) {
  if (ticket.status === "closed") return null;
  const holder = heldBy(ticket);
  const mine = ticket.assignee === place.me.id;
  const done = ticket.status === "resolved";
  const more: Item[] = [
    ...(holder ? [{ text: t("release"), act: act.release }] : []),
    ...(done || ticket.status === "pending" ? [] : [{ text: t("wait_for_customer"), act: act.wait }]),
    ...(ticket.needs_response
      ? [
          { text: t("call_people"), act: () => act.call(true) },
          { text: t("call_nobody"), act: () => act.call(false) },
        ]
      : []),
    ...(place.me.scopes.includes("desk:supervise") ? [{ text: t("merge"), act: act.merge }] : []),
  ];
  return (
    <div class="ticket-actions">
      {!holder && !done && (
        <button type="button" onClick={() => act.claim()}>
          {t("claim")} <kbd aria-hidden="true">c</kbd>
        </button>
      )}
      {holder && !mine && !done && (
        <button type="button" onClick={() => act.claim(true)}>
          {t("take_over", { who: holder })}
        </button>
      )}
      <button type="button" onClick={act.assign}>
        {t("assign")} <kbd aria-hidden="true">a</kbd>
      </button>
      <button type="button" onClick={act.resolve}>
        {t(done ? "reopen" : "resolve")} <kbd aria-hidden="true">e</kbd>
      </button>
      {more.length > 0 && <Menu label={t("more")} items={more} k="m" />}
    </div>
  );
}
