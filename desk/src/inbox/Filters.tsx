import { useState } from "preact/hooks";
import type { Brand } from "../api/types";
import { languageName, t, word } from "../i18n";
import { channelName } from "../ui/Channel";

export type Chosen = Partial<Record<"q" | "status" | "priority" | "category" | "channel" | "team" | "tag" | "language", string>>;

const CATEGORIES = ["account_or_technical", "complaint", "urgent_request", "outage", "question", "praise", "mention", "spam", "abuse"];

interface Properties {
  brand: Brand;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

export function Filters({ brand, chosen, onChange }: Properties) {
  const count = Object.keys(chosen).filter((name) => name !== "q").length;
  const [shown, show] = useState(count > 0);
  const lists: readonly [keyof Chosen, readonly string[], (value: string) => string][] = [
    ["channel", brand.channels, channelName],
    ["priority", ["urgent", "high", "normal", "low"], (value) => word("priority", value)],
    ["category", CATEGORIES, (value) => word("category", value)],
    ["status", ["new", "open", "pending", "resolved", "closed"], (value) => word("status", value)],
    ["team", brand.teams, (value) => value],
    ["language", brand.languages, languageName],
  ];
  const choose = (name: keyof Chosen, value: string) => {
    const { [name]: _, ...rest } = chosen;
    onChange(value ? { ...rest, [name]: value } : rest);
  };
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
              <select value={chosen[name] ?? ""} onChange={(event) => choose(name, event.currentTarget.value)}>
                <option value="">{t("filter.any")}</option>
                {values.map((value) => (
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
