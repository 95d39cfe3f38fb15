import { call } from "../api/client";
import type { Proposal } from "../api/types";
import { t } from "../i18n";
import { complain } from "../ticket/complain";
import { toast } from "../ui/toasts";

/** Accept, perhaps in other words, or dismiss; and say what came of it. Asked again, nothing is said twice. */
export async function decide(decision: "accept" | "dismiss", proposal: Proposal, text?: string): Promise<Proposal | null> {
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
