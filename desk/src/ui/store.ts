import { useLayoutEffect, useState } from "preact/hooks";

/** A value that parts of the page share. Whoever uses it is drawn again when it changes. */
export interface Store<T> {
  get(): T;
  set(next: T | ((before: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function store<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const changed = typeof next === "function" ? (next as (before: T) => T)(value) : next;
      if (Object.is(changed, value)) return;
      value = changed;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(from: Store<T>): T {
  const [, draw] = useState(0);
  const shown = from.get();
  useLayoutEffect(() => {
    const again = () => draw((count) => count + 1);
    if (!Object.is(from.get(), shown)) again(); // it changed before anybody listened
    return from.subscribe(again);
  }, [from]);
  return shown;
}
