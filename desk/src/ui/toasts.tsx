/** Short messages at the edge of the page, some with a way back. */

import { t } from "../i18n";
import { useKeys } from "../keyboard/keyboard";
import { open } from "../routing/route";
import { announce } from "./announce";
import { store, useStore } from "./store";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "good" | "bad";
  undo?: () => void;
  /** The ticket that it is about, where another one may be open by now. */
  ticket?: string;
  /** Milliseconds; a bar shows how they run out. */
  lasts: number;
  /** What happens when they have run out. */
  over?: () => void;
}

export const toasts = store<Toast[]>([]);
let count = 0;

export function toast(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): number {
  const id = ++count;
  const made: Toast = { id, text, tone: "plain", lasts: 5_000, ...options };
  toasts.set((shown) => [...shown.filter((each, place) => each.undo || place >= shown.length - 3 || isHeld(each.id)), made]); // what can be taken back stays
  announce(text);
  let left = POINTED;
  const end = () => {
    if (isHeld(id, !made.over || (left -= HELD) > 0)) return void window.setTimeout(end, HELD);
    dismiss(id);
    made.over?.();
  };
  window.setTimeout(end, made.lasts);
  return id;
}

const HELD = 500;
const POINTED = 15_000; // a pointer that lies there by chance holds nothing up for longer

/** Whether somebody has come to it by keyboard, or points at it. */
function isHeld(id: number, pointed = true): boolean {
  const place = document.getElementById(`toast-${id}`);
  return place !== null && ((place.contains(document.activeElement) && document.hasFocus()) || (pointed && place.matches(":hover")));
}

export function dismiss(id: number): void {
  toasts.set((shown) => (shown.some((each) => each.id === id) ? shown.filter((each) => each.id !== id) : shown));
}

/** Take back the last thing that can be taken back. */
export function undoLast(): boolean {
  const last = [...toasts.get()].reverse().find((each) => each.undo);
  if (!last) return false;
  dismiss(last.id);
  last.undo?.();
  return true;
}

export function Toasts() {
  const shown = useStore(toasts);
  useKeys({ z: () => void undoLast() });
  return (
    <aside class="toasts" aria-label={t("toasts")}>
      {shown.map((each) => (
        <div key={each.id} id={`toast-${each.id}`} class={`toast ${each.tone}`}>
          <span>{each.text}</span>
          {each.undo && (
            <button
              type="button"
              onClick={() => {
                dismiss(each.id);
                each.undo?.();
              }}
            >
              {t("undo")} <kbd>z</kbd>
            </button>
          )}
          {each.ticket && (
            <button
              type="button"
              onClick={() => {
                dismiss(each.id);
                open(each.ticket!);
              }}
            >
              {t("keys.open")}
            </button>
          )}
          {each.undo && <progress class={`runs-out ms-${each.lasts}`} aria-hidden="true" max={1} value={0} />}
        </div>
      ))}
    </aside>
  );
}
