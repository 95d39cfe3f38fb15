import { useState } from "preact/hooks";
import { languageName, t, word } from "../i18n";
import type { Place } from "../Shell";
import { channelName } from "../ui/Channel";
import { CATEGORIES, PRIORITIES, STATUSES } from "./words";

export type Chosen = Partial<Record<"q" | "status" | "priority" | "category" | "channel" | "team" | "tag" | "language" | "assignee" | "unassigned" | "danger" | "escalated" | "incident" | "customer" | "due", string>>;

interface Properties {
  place: Place;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

const NOBODY = "-";
/** What a search leaves out unless it is asked for. */
export const FINISHED = "resolved,closed";
const DUE = ["late", "1", "4", "24"] as const;

export function Filters({ place: { brand, agents, incidents }, chosen, onChange }: Properties) {
  const count = Object.keys(chosen).filter((name) => name !== "q").length;
  const [shown, show] = useState(count > 0);
  const names = new Map(agents.map((agent) => [agent.id, agent.name]));
  const titles = new Map(incidents.map((incident) => [incident.id, incident.title]));
  const lists: readonly [keyof Chosen, readonly string[], (value: string) => string][] = [
    ["channel", brand.channels, channelName],
    ["priority", PRIORITIES, (value) => word("priority", value)],
    ["category", CATEGORIES, (value) => word("category", value)],
    ["status", [...STATUSES, FINISHED], (value) => value.split(",").map((each) => word("status", each)).join(", ")],
    ["team", brand.teams, (value) => value],
    ["language", brand.languages, languageName],
    ["assignee", [NOBODY, ...agents.flatMap((agent) => (agent.id && !agent.removed_at ? [agent.id] : []))], (value) => (value === NOBODY ? t("nobody") : (names.get(value) ?? value))],
    ["incident", incidents.map((incident) => incident.id), (value) => titles.get(value) ?? value],
    ["due", DUE, (value) => t(`due.${value}` as "due.late")],
  ];
  const choose = (name: keyof Chosen, value: string) => {
    const { [name]: _, ...others } = chosen;
    const rest: Chosen = others;
    if (name === "assignee") delete rest.unassigned;
    if (name === "assignee" && value === NOBODY) onChange({ ...rest, unassigned: "true" });
    else onChange(value ? { ...rest, [name]: value } : rest);
  };
  const current = (name: keyof Chosen) => (name === "assignee" && chosen.unassigned ? NOBODY : (chosen[name] ?? ""));
  return (
    <>
      <button type="button" class="quiet" aria-expanded={shown} aria-controls="filters" onClick={() => show(!shown)}>
        {count > 0 ? t("filters.count", { count }) : t("filters")}
      </button>
      {shown && (
        <div class="filters" id="filters">
          {lists.map(([name, values, text]) => (
            <label key={name}>
              <span>{t(`filter.${name}` as "filter.channel")}</span>
              <select value={current(name)} onChange={(event) => choose(name, event.currentTarget.value)}>
                <option value="">{t("filter.any")}</option>
                {[...new Set([...values, ...(current(name) ? [current(name)] : [])])].map((value) => (
                  <option key={value} value={value}>
                    {text(value)}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <label>
            <span>{t("filter.tag")}</span>
            <input type="text" value={chosen.tag ?? ""} maxLength={50} pattern="[a-z0-9][a-z0-9_\-]*" onChange={(event) => event.currentTarget.validity.valid && choose("tag", event.currentTarget.value.trim())} />
          </label>
          <label class="switch">
            <input type="checkbox" checked={chosen.danger === "true"} onChange={(event) => choose("danger", event.currentTarget.checked ? "true" : "")} /> {t("danger")}
          </label>
          <label class="switch">
            <input type="checkbox" checked={chosen.escalated === "true"} onChange={(event) => choose("escalated", event.currentTarget.checked ? "true" : "")} /> {t("filter.escalated")}
          </label>
          {Object.keys(chosen).length > 0 && (
            <button type="button" class="quiet" onClick={() => onChange({})}>
              {t("filters.clear")}
            </button>
          )}
        </div>
      )}
    </>
  );
}
