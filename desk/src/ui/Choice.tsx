import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";

interface Properties {
  label: string;
  value: string;
  values: readonly string[];
  text: (value: string) => string;
  disabled: boolean;
  /** `back`: it was not changed after all. */
  onChoose: (value: string, back: () => void) => void;
}

/**
 * One of a list, which is a change for everybody. A browser says of every line that a key passes that it was chosen, so what
 * keys do counts when the field is left or with Enter; Escape takes it back.
 */
export function Choice({ label, value, values, text, disabled, onChoose }: Properties) {
  const [shown, show] = useState(value);
  const [walks, walk] = useState(false);
  const byKey = useRef(false);
  const back = () => {
    walk(false);
    show(value);
  };
  useEffect(back, [value]);
  const choose = (chosen: string) => {
    walk(false);
    if (chosen !== value) onChoose(chosen, () => show((now) => (now === chosen ? value : now)));
  };
  return (
    <>
      <select
        aria-label={label}
        value={shown}
        disabled={disabled}
        onPointerDown={() => (byKey.current = false)}
        onKeyDown={(event) => {
          byKey.current = event.key !== "Enter";
          if (event.key === "Enter" && walks) {
            event.preventDefault();
            choose(shown);
          } else if (event.key === "Escape" && walks) {
            event.preventDefault(); // the ticket stays open
            back();
          }
        }}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          show(chosen);
          if (byKey.current) walk(chosen !== value);
          else choose(chosen);
        }}
        onBlur={() => walks && choose(shown)}
      >
        {values.map((each) => (
          <option key={each} value={each}>
            {text(each)}
          </option>
        ))}
      </select>
      <span class="walks" role="status">
        {walks && t("choice.enter")}
      </span>
    </>
  );
}
