/** Who else looks at this ticket, or types in it. Told every ten seconds while the page is seen, and by whoever has begun an
 * answer for some minutes more: they look something up in another tab. */

import { useEffect, useState } from "preact/hooks";
import { contentOf, readDraft } from "../answer/drafts";
import { call } from "../api/client";
import type { Viewer } from "../api/types";
import { plural } from "../i18n";
import { session } from "../session/session";
import { Icon } from "../ui/Icon";
import { store } from "../ui/store";

const EVERY = 10_000;
const STALE = 25_000; // who was there so long ago is not shown any more
const LOOKS_UP = 600_000; // for how long an answer that was begun is still being written, in a page that nobody sees
const TYPED = 15_000; // somebody who typed so long ago still counts as typing

/** Tickets in which somebody here types, and when last. */
export const typed = store<Record<string, number>>({});

export function noteTyping(ticket: string): void {
  typed.set((before) => ({ ...before, [ticket]: Date.now() }));
}

export function usePresence(ticket: string, me: string): Viewer[] {
  const [others, setOthers] = useState<Viewer[]>([]);
  useEffect(() => {
    let shown = true;
    let known = Date.now();
    let telling: Promise<void> = Promise.resolve();
    let seen = Date.now();
    const tell = async () => {
      if (!document.hidden) seen = Date.now();
      const begun = document.hidden && Date.now() - seen < LOOKS_UP && contentOf(readDraft(me, ticket)) !== "";
      if ((document.hidden && !begun) || session.get().is !== "signed_in") return;
      const types = begun || Date.now() - (typed.get()[ticket] ?? 0) < TYPED;
      try {
        const { body } = await call("put", "/tickets/{ticket_id}/presence", { path: { ticket_id: ticket }, body: { activity: types ? "typing" : "looking" } });
        if (!shown) return;
        known = Date.now();
        setOthers(body.viewers.filter((viewer) => viewer.agent_id !== me));
      } catch {
        // who is there is a help, not a condition: the page goes on without
        if (shown && Date.now() - known > STALE) setOthers([]);
      }
    };
    const again = () => {
      telling = Promise.all([telling, tell()]).then(() => {});
    };
    again();
    const timer = window.setInterval(again, EVERY);
    return () => {
      shown = false;
      window.clearInterval(timer);
      // What was told before must not arrive after it.
      const gone = async () => {
        await telling;
        if (session.get().is === "signed_in") await call("put", "/tickets/{ticket_id}/presence", { path: { ticket_id: ticket }, body: { activity: "gone" } });
      };
      void gone().catch(() => {});
    };
  }, [ticket, me]);
  return others;
}

export function Presence({ others }: { others: readonly Viewer[] }) {
  if (others.length === 0) return null;
  const typing = others.filter((viewer) => viewer.activity === "typing");
  const names = (typing.length > 0 ? typing : others).map((viewer) => viewer.name).join(", ");
  return (
    <p class="banner warn presence" role="status">
      <Icon name="person" /> {typing.length > 0 ? plural("presence.typing", typing.length, { names }) : plural("presence.viewing", others.length, { names })}
    </p>
  );
}

