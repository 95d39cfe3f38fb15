import { call } from "../api/client";
import type { Proposal } from "../api/types";
import { keepProposalText, readProposalText } from "../answer/drafts";
import { t, type Key } from "../i18n";
import { complain } from "../ticket/complain";
import { later } from "../ui/later";
import { toast } from "../ui/toasts";

/**
 * What everybody is going to read, or no longer see, happens after the five seconds in which it can be taken back; nothing is lost by
 * a dismissal. `then`: with what came of it, null where nothing did.
 */
export function settle(decision: "accept" | "dismiss", proposal: Proposal, me: string, then: (after: Proposal | null) => void): void {
  const act = async () => {
    const after = await decide(decision, proposal, readProposalText(me, proposal.id));
    if (after && after.state !== "failed") keepProposalText(me, proposal.id, null);
    then(after);
    return after !== null && after.state !== "failed";
  };
  if (decision === "accept" && proposal.state === "open") later(t(SOON[proposal.kind] ?? "proposals.soon"), act, () => then(null));
  else void act();
}

const SOON: Partial<Record<Proposal["kind"], Key>> = { like: "proposals.soon_like", hide: "proposals.soon_hide", show: "proposals.soon_show" };

/** Accept, perhaps in other words, or dismiss; and say what came of it. Asked again, nothing is said twice. */
async function decide(decision: "accept" | "dismiss", proposal: Proposal, text?: string): Promise<Proposal | null> {
  const path = { proposal_id: proposal.id };
  const changed = text !== undefined && text !== proposal.text && proposal.state === "open" ? { text } : {};
  try {
    const { body } =
      decision === "accept"
        ? await call("post", "/proposals/{proposal_id}/accept", { path, body: { brand: proposal.brand, ...changed } })
        : await call("post", "/proposals/{proposal_id}/dismiss", { path, body: { brand: proposal.brand } });
    if (body.kind === "hide" && body.state === "dismissed") toast(t("hiding.left"), { tone: "good" });
    else if (body.kind === "hide" && body.state !== "failed") toast(t("hiding.hiding"), { tone: "good" });
    else if (body.kind === "show" && body.state === "dismissed") toast(t("hiding.kept"), { tone: "good" });
    else if (body.kind === "show" && body.state !== "failed") toast(t("hiding.showing"), { tone: "good" });
    else if (body.state === "failed") toast(t("proposals.refused", { reason: body.error ?? "" }), { tone: "bad", lasts: 8_000 });
    else toast(t(body.state === "dismissed" ? "proposals.dismissed" : body.state === "done" ? "proposals.done" : "proposals.on_its_way"), { tone: "good" });
    return body;
  } catch (error) {
    complain(error);
    return null;
  }
}

/** Show again what was hidden. */
export async function revert(proposal: Proposal): Promise<void> {
  try {
    const { body } = await call("post", "/proposals/{proposal_id}/revert", { path: { proposal_id: proposal.id }, body: { brand: proposal.brand } });
    if (body.error) toast(t("hiding.failed", { reason: body.error }), { tone: "bad", lasts: 8_000 });
    else toast(t("hiding.showing"), { tone: "good" });
  } catch (error) {
    complain(error);
  }
}
