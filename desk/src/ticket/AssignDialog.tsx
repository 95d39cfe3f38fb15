import { useState } from "preact/hooks";
import type { Agent } from "../api/types";
import { t } from "../i18n";
import { Dialog } from "../ui/Dialog";

export type Assignment = { assignee: string } | { team: string };

interface Properties {
  agents: readonly Agent[];
  teams: readonly string[];
  onClose: () => void;
  onChosen: (body: Assignment, who: string) => void;
}

interface Choice {
  key: string;
  text: string;
  body: Assignment;
}

/** Choose a person or a team: type a few letters, and Enter. */
export function AssignDialog({ agents, teams, onClose, onChosen }: Properties) {
  const [text, setText] = useState("");
  const choices: Choice[] = [
    ...agents.filter((agent) => agent.id && !agent.removed_at).map((agent) => ({ key: agent.id!, text: agent.name, body: { assignee: agent.id! } })),
    ...teams.map((team) => ({ key: `team ${team}`, text: t("assign.team", { team }), body: { team } })),
  ].filter((choice) => choice.text.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()));
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    onChosen(choice.body, choice.text);
  };
  return (
    <Dialog title={t("assign")} onClose={onClose}>
      <form
        class="choices"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) choose(choices[0]); // nobody gets a ticket for being the first of the alphabet
        }}
      >
        <input type="text" autofocus aria-label={t("assign.whom")} placeholder={t("assign.whom")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <ul>
          {choices.slice(0, 12).map((choice, index) => (
            <li key={choice.key}>
              <button type="button" class={index === 0 && text.trim() ? "first" : ""} dir="auto" onClick={() => choose(choice)}>
                {choice.text} {index === 0 && text.trim() && <kbd aria-hidden="true">Enter</kbd>}
              </button>
            </li>
          ))}
        </ul>
        {choices.length === 0 && <p class="muted">{t("search.nothing")}</p>}
      </form>
    </Dialog>
  );
}
