/** Something that happens in five seconds unless it is taken back; later if somebody is about to take it back. */

import { store } from "./store";
import { dismiss, toast } from "./toasts";

export const UNDO_MS = 5_000;

/** False: it failed, and the page has said so. */
export type Done = void | boolean;

interface Waiting {
  begin: () => void;
  /** Whether it was done. */
  ended: Promise<boolean>;
}

const waiting = store<ReadonlySet<Waiting>>(new Set());

export function later(text: string, act: () => Done | Promise<Done>, undone: () => void = () => {}): void {
  let end: (well: boolean) => void;
  const ended = new Promise<boolean>((resolve) => (end = resolve));
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    dismiss(shown);
    new Promise<Done>((resolve) => resolve(act())).then((well) => leave(well !== false), () => leave(false));
  };
  const each: Waiting = { begin, ended };
  const leave = (well: boolean) => {
    waiting.set((before) => new Set([...before].filter((other) => other !== each)));
    end(well);
  };
  waiting.set((before) => new Set([...before, each]));
  const shown = toast(text, {
    lasts: UNDO_MS,
    over: begin,
    undo: () => {
      if (begun) return;
      begun = true;
      leave(true);
      undone();
    },
  });
}

/** Do now what waits, and wait for what is under way. Whether all of it was done. */
export async function carryOut(): Promise<boolean> {
  const all = [...waiting.get()];
  for (const each of all) each.begin();
  return (await Promise.all(all.map((each) => each.ended))).every(Boolean);
}

interface UnderWay {
  ended: Promise<unknown>;
  stop: () => void;
}

const underWay = new Set<UnderWay>();

/** The page asks before it is left until this has ended, well or not. */
export function guardWhile(ended: Promise<unknown>, stop: () => void): void {
  const each = { ended, stop };
  const done = () => void underWay.delete(each);
  underWay.add(each);
  ended.then(done, done);
}

/** Give up what would keep the page open. */
export async function stopAll(): Promise<void> {
  const all = [...underWay];
  for (const each of all) each.stop();
  await Promise.allSettled(all.map((each) => each.ended));
  await Promise.resolve(); // `done` has run by then
}

/** A page that is closed before it is done asks first: what waits would be lost, and of what is under way nobody would know. */
export function guardLeaving(loses: () => boolean = () => false): void {
  window.addEventListener("beforeunload", (event) => {
    if (waiting.get().size > 0 || underWay.size > 0 || loses()) event.preventDefault();
  });
}
