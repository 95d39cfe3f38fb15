import { useEffect, useRef, useState } from "preact/hooks";
import { useKeys } from "../keyboard/keyboard";

export interface Item {
  text: string;
  act: () => void;
}

/** A button that opens a short list of what else can be done. `k` opens it by keyboard. */
export function Menu({ label, items, k }: { label: string; items: readonly Item[]; k: string }) {
  const [shown, show] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useKeys({ [k]: () => show(true) });
  useEffect(() => {
    if (!shown) return;
    whole.current?.querySelector<HTMLButtonElement>(".menu-items button")?.focus();
    const outside = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) show(false);
    };
    document.addEventListener("click", outside);
    return () => document.removeEventListener("click", outside);
  }, [shown]);
  const close = () => {
    show(false);
    button.current?.focus();
  };
  return (
    <div
      class="menu"
      ref={whole}
      onKeyDown={(event) => {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (event.key === "Escape" && shown) {
          event.preventDefault(); // the ticket stays open
          close();
        } else if (step !== 0 && shown) {
          event.preventDefault();
          const all = [...(whole.current?.querySelectorAll<HTMLButtonElement>(".menu-items button") ?? [])];
          all[(all.indexOf(document.activeElement as HTMLButtonElement) + step + all.length) % all.length]?.focus();
        }
      }}
    >
      <button type="button" ref={button} aria-expanded={shown} onClick={() => show(!shown)}>
        {label} <kbd aria-hidden="true">{k}</kbd>
      </button>
      {shown && (
        <ul class="menu-items">
          {items.map((item) => (
            <li key={item.text}>
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  close();
                  item.act();
                }}
              >
                {item.text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
