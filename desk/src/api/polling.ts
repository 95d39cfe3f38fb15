/** Short polling: the same GET again and again, answered with 304 while nothing changed. */

import { useEffect, useRef, useState } from "preact/hooks";
import { session } from "../session/session";
import { store } from "../ui/store";
import { ApiError, call, Unreachable, type Answer } from "./client";
import { now } from "../time/clock";

/** Whether the API answers. The page says so above everything else while it does not. */
export const online = store(true);

/** What is asked for again and again and is refused, by its key: what is shown of it is as old as `since`. */
export const failing = store<ReadonlyMap<string, { since: number; error: ApiError }>>(new Map());

function tell(key: string, error: ApiError | null): void {
  failing.set((before) => {
    if (error === null && !before.has(key)) return before;
    const after = new Map(before);
    if (error === null) after.delete(key);
    else after.set(key, { since: before.get(key)?.since ?? now(), error });
    return after;
  });
}

const NOT_FOUND = 404;
export const EVERY = 4_000; // so that new things are seen within five seconds
export const SELDOM = 300_000; // who works here, and for which brands
const HIDDEN_EVERY = 30_000; // while nobody looks at the page
const FAILED_EVERY = 5_000;

export interface Polled<T> {
  data: T | null;
  error: ApiError | null;
  /** Ask now, because we changed something ourselves. */
  refresh: () => void;
  /** What the API answered to a change of ours: shown before it is asked again. */
  put: (data: T) => void;
}

type Fetcher<T> = (headers: Record<string, string>, signal: AbortSignal) => Promise<Answer<T>>;

/** `key` names what is asked; when it changes, polling starts again. Null: nothing is asked. */
export function usePolled<T>(key: string | null, fetcher: Fetcher<T>, every = EVERY): Polled<T> {
  const [state, setState] = useState<{ key: string | null; data: T | null; error: ApiError | null }>({ key, data: null, error: null });
  const latest = useRef(fetcher);
  latest.current = fetcher;
  const wake = useRef<() => void>(() => {});

  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    let timer = 0;
    let etag: string | null = null;
    let running = false;
    let again = false;

    const round = async () => {
      if (running) {
        again = true;
        return;
      }
      running = true;
      window.clearTimeout(timer);
      let pause = document.hidden ? HIDDEN_EVERY : every;
      try {
        if (session.get().is === "signed_in") {
          const answer = await latest.current(etag ? { "If-None-Match": etag } : {}, stop.signal);
          if (stop.signal.aborted) return;
          etag = answer.etag ?? etag;
          online.set(true);
          setState((before) => (answer.status !== 304 ? { key, data: answer.body, error: null } : before.key === key && before.error ? { ...before, error: null } : before));
          tell(key, null);
        }
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiError) setState((before) => (before.key === key ? { ...before, error } : { key, data: null, error }));
        // Whatever the API cannot do now is an outage to whoever looks at the page: what stands there is not new.
        if (error instanceof Unreachable || (error instanceof ApiError && error.status === 503)) online.set(false);
        else if (error instanceof ApiError && error.status !== NOT_FOUND) tell(key, error);
        pause = Math.max(pause, FAILED_EVERY);
      } finally {
        running = false;
      }
      if (stop.signal.aborted) return;
      if (again) {
        again = false;
        void round();
      } else timer = window.setTimeout(() => void round(), pause);
    };

    wake.current = () => void round();
    const seen = () => {
      if (!document.hidden) void round();
    };
    document.addEventListener("visibilitychange", seen);
    const unsubscribe = session.subscribe(() => {
      if (session.get().is === "signed_in") void round();
    });
    void round();
    return () => {
      stop.abort();
      tell(key, null);
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      unsubscribe();
    };
  }, [key, every]);

  const current = state.key === key;
  return { data: current ? state.data : null, error: current ? state.error : null, refresh: () => wake.current(), put: (data) => setState({ key, data, error: null }) };
}

export { call };
