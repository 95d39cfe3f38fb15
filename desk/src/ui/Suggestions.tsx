import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

interface Properties<T> {
  /** Where is typed. Arrows, Enter, Tab and Escape in it belong to the suggestions while there are some. */
  field: RefObject<HTMLTextAreaElement>;
  label: string;
  items: readonly T[];
  text: (item: T) => string;
  onChosen: (item: T) => void;
}

/** What could be meant by what is being typed. The focus stays in the text. */
export function Suggestions<T extends { id: string | null }>({ field, label, items, text, onChosen }: Properties<T>) {
  const [at, setAt] = useState(0);
  const [closed, close] = useState(false);
  const list = useId();
  const names = items.map((item) => item.id).join();
  useEffect(() => {
    setAt(0);
    close(false);
  }, [names]);
  const open = items.length > 0 && !closed;
  const latest = useRef({ items, at, onChosen });
  latest.current = { items, at, onChosen };

  useEffect(() => {
    const own = field.current;
    if (!own || !open) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
      const { items: all, at: now, onChosen: choose } = latest.current;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") setAt((now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length);
      else if (event.key === "Enter" || event.key === "Tab") choose(all[now]!);
      else if (event.key === "Escape") close(true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    own.addEventListener("keydown", press);
    own.setAttribute("aria-controls", list);
    return () => {
      own.removeEventListener("keydown", press);
      own.removeAttribute("aria-controls");
      own.removeAttribute("aria-activedescendant");
    };
  }, [open, list]);
  useEffect(() => {
    if (open) field.current?.setAttribute("aria-activedescendant", `${list}-${at}`);
  }, [open, at, list]);

  if (!open) return null;
  return (
    <ul class="suggestions" id={list} role="listbox" aria-label={label}>
      {items.map((item, index) => (
        // The mouse must not take the focus out of the text.
        <li key={item.id} id={`${list}-${index}`} role="option" dir="auto" aria-selected={index === at} onMouseDown={(event) => event.preventDefault()} onClick={() => onChosen(item)}>
          {text(item)}
        </li>
      ))}
    </ul>
  );
}
