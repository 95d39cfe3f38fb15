/** Keys without modifiers. Off while somebody types, and off altogether if the reader says so. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { onDevice } from "../ui/kept";
import { store } from "../ui/store";

export type Keys = Record<string, () => void>;

const KEPT_AS = "nightdesk.keys";
const REPEATED = ["j", "k"];
const SEQUENCE = 1_200; // milliseconds between `g` and what follows

export const keysOn = store(onDevice.read(KEPT_AS) !== "off");

export function switchKeys(on: boolean): void {
  onDevice.write(KEPT_AS, on ? "on" : "off");
  keysOn.set(on);
}

interface Layer {
  current: Keys;
  first: boolean;
}

const layers: Layer[] = [];
let waiting: { key: string; at: number } | null = null;

/** These keys work while the component is shown. `first` is asked before all others, else what was shown last. */
export function useKeys(keys: Keys, { first = false }: { first?: boolean } = {}): void {
  const layer = useRef<Layer>({ current: keys, first }).current;
  layer.current = keys;
  useLayoutEffect(() => {
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (!keysOn.get() || event.defaultPrevented || isTyping(event)) return;
    if (event.repeat && !REPEATED.includes(event.key)) return; // a key held down resolves one ticket, not all
    if (press(event.key, event.timeStamp)) event.preventDefault();
  });
}

/** Whether the key meant something. Exported for tests. */
export function press(key: string, at: number): boolean {
  const before = waiting && at - waiting.at < SEQUENCE ? waiting.key : null;
  waiting = null;
  const whole = before ? `${before} ${key}` : key;
  for (const layer of [...layers].reverse().sort((one, other) => Number(other.first) - Number(one.first))) {
    const action = layer.current[whole];
    if (action) {
      action();
      return true;
    }
  }
  if (!before && layers.some((layer) => Object.keys(layer.current).some((each) => each.startsWith(`${key} `)))) {
    waiting = { key, at };
    return true;
  }
  return false;
}

export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  if (document.querySelector("dialog[open]")) return true; // its keys are the browser's
  const target = event.target as HTMLElement | null;
  if (!target || !("closest" in target)) return false;
  if (target.closest("textarea, select, [contenteditable]")) return true;
  const input = target.closest("input");
  if (input && !["checkbox", "radio", "button"].includes(input.type)) return true;
  // Enter and the space bar belong to what is focused.
  return (event.key === "Enter" || event.key === " ") && Boolean(target.closest("button, a, input, summary"));
}
