import { useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import type { Agent, Ticket } from "../api/types";
import { t } from "../i18n";
import { Dialog } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { complain } from "./complain";

interface Properties {
  ticket: Ticket;
  agents: readonly Agent[];
  teams: readonly string[];
  onClose: () => void;
  onDone: () => void;
}

interface Choice {
  key: string;
  text: string;
  body: { assignee: string } | { team: string };
}

/** Give the ticket to a person or a team: type a few letters, and Enter. */
export function AssignDialog({ ticket, agents, teams, onClose, onDone }: Properties) {
  const [text, setText] = useState("");
  const busy = useRef(false);
  const choices: Choice[] = [
    ...agents.filter((agent) => agent.id && !agent.removed_at).map((agent) => ({ key: agent.id!, text: agent.name, body: { assignee: agent.id! } })),
    ...teams.map((team) => ({ key: `team ${team}`, text: t("assign.team", { team }), body: { team } })),
  ].filter((choice) => choice.text.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  const assign = async (choice: Choice | undefined) => {
    if (!choice || busy.current) return;
    busy.current = true;
    try {
      await call("post", "/tickets/{ticket_id}/assign", { path: { ticket_id: ticket.id }, body: choice.body as never });
      toast(t("assigned", { who: choice.text }), { tone: "good" });
      onClose();
    } catch (error) {
      complain(error);
    }
    busy.current = false;
    onDone();
  };
  return (
    <Dialog title={t("assign")} onClose={onClose}>
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault();
          void assign(choices[0]);
        }}
      >
        <input type="text" autofocus aria-label={t("assign.whom")} placeholder={t("assign.whom")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <ul>
          {choices.slice(0, 12).map((choice) => (
            <li key={choice.key}>
              <button type="button" onClick={() => void assign(choice)}>
                {choice.text}
              </button>
            </li>
          ))}
        </ul>
        {choices.length === 0 && <p class="muted">{t("search.nothing")}</p>}
      </form>
    </Dialog>
  );
}
