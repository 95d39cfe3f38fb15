import { useState } from "preact/hooks";
import { languageName, t, word } from "../i18n";
import type { Place } from "../Shell";
import { channelName } from "../ui/Channel";
import { CATEGORIES, PRIORITIES, STATUSES } from "./words";
import { titleOf } from "../board/titleOf";

/** What can be chosen on top of a list: every filter of `GET /tickets`, and `due`, which moves with the clock. */
export const CHOICES = [
  ...(["q", "status", "priority", "category", "channel", "team", "tag", "language", "assignee", "unassigned", "incident", "customer", "mentioned"] as const),
  ...(["danger", "escalated", "needs_response", "due", "due_after", "due_before", "resolved_after", "updated_since", "sort"] as const),
] as const;
export type Chosen = Partial<Record<(typeof CHOICES)[number], string>>;

interface Properties {
  place: Place;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

const NOBODY = "-";
/** What a search leaves out unless it is asked for. */
export const FINISHED = "resolved,closed";
const DUE = ["late", "1", "4", "24"] as const;
const FLAGS = ["danger", "escalated", "needs_response"] as const;
const TIMES = ["due_after", "due_before", "resolved_after", "updated_since"] as const;

export function Filters({ place: { brand, agents, incidents }, chosen, onChange }: Properties) {
  const count = Object.keys(chosen).filter((name) => name !== "q").length;
  const [shown, show] = useState(count > 0);
  const names = new Map(agents.map((agent) => [agent.id, agent.name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const people = agents.flatMap((agent) => (agent.id && !agent.removed_at ? [agent.id] : []));
  const titles = new Map(incidents.map((incident) => [incident.id, titleOf(incident)]));
  const lists: readonly [keyof Chosen, readonly string[], (value: string) => string][] = [
    ["channel", brand.channels, channelName],
    ["priority", PRIORITIES, (value) => word("priority", value)],
    ["category", CATEGORIES, (value) => word("category", value)],
    ["status", [...STATUSES, FINISHED], (value) => value.split(",").map((each) => word("status", each)).join(", ")],
    ["team", brand.teams, (value) => value],
    ["language", brand.languages, languageName],
    ["assignee", [NOBODY, ...people], (value) => (value === NOBODY ? t("nobody") : nameOf(value))],
    ["incident", incidents.map((incident) => incident.id), (value) => titles.get(value) ?? value],
    ["mentioned", people, nameOf],
    ["due", DUE, (value) => t(`due.${value}` as "due.late")],
    ["sort", ["waiting"], () => t("order.waiting")],
  ];
  const choose = (name: keyof Chosen, value: string) => {
    const { [name]: _, ...others } = chosen;
    const rest: Chosen = others;
    if (name === "due") for (const each of ["due_after", "due_before"] as const) delete rest[each]; // one way to say when
    if (name === "due_after" || name === "due_before") delete rest.due;
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
                <option value="">{t(name === "sort" ? "order.deadline" : "filter.any")}</option>
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
          <label>
            <span>{t("filter.customer")}</span>
            <input type="text" value={chosen.customer ?? ""} maxLength={100} onChange={(event) => choose("customer", event.currentTarget.value.trim())} />
          </label>
          {TIMES.map((name) => (
            <label key={name}>
              <span>{t(`filter.${name}`)}</span>
              <input type="datetime-local" value={localOf(chosen[name])} onChange={(event) => choose(name, instantOf(event.currentTarget.value))} />
            </label>
          ))}
          {FLAGS.map((name) => (
            <label key={name} class="switch">
              <input type="checkbox" checked={chosen[name] === "true"} onChange={(event) => choose(name, event.currentTarget.checked ? "true" : "")} /> {t(name === "danger" ? "danger" : `filter.${name}`)}
            </label>
          ))}
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

/** What a field of the browser shows, in the reader's time, of an instant as the API writes it. */
function localOf(instant: string | undefined): string {
  const at = Date.parse(instant ?? "");
  return Number.isNaN(at) ? "" : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function instantOf(local: string): string {
  const at = Date.parse(local);
  return Number.isNaN(at) ? "" : new Date(at).toISOString();
}
