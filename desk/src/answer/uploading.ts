/** Files on their way belong to their ticket, not to what is on the screen: they go on when another ticket is opened. */

import { ApiError } from "../api/client";
import { said } from "../api/said";
import { t } from "../i18n";
import { guardWhile } from "../ui/later";
import { toast } from "../ui/toasts";
import { keepDraft, keepNext, readDraft, readNext, type Mode } from "./drafts";
import { inFlight } from "./flight";
import { typeOf, upload, type Attached, type Uploaded } from "./uploads";

export interface Owner {
  person: string;
  ticket: string;
  /** What an answer is that has nothing but this file. */
  mode: Mode;
}

type Tell = (file: Attached) => void;

interface Running {
  owner: Owner;
  file: Attached;
  stop: AbortController;
  /** Whoever shows it. Null: nobody does. */
  tell: Tell | null;
}

const running = new Set<Running>();

export function startUpload(file: File, brand: string, owner: Owner, tell: Tell): Attached {
  const stop = new AbortController();
  const attached = { key: crypto.randomUUID(), name: file.name || t("attachment.file"), type: typeOf(file), size: file.size, progress: 0, uploaded: null, failed: null };
  const each: Running = { owner, file: attached, stop, tell };
  const change = (changes: Partial<Attached>) => {
    each.file = { ...each.file, ...changes };
    each.tell?.(each.file);
  };
  running.add(each);
  const ended = upload(file, brand, (progress) => change({ progress }), stop.signal)
    .then(
      (uploaded) => {
        if (stop.signal.aborted) return;
        change({ uploaded, progress: 1 });
        if (!each.tell) addToDraft(each.owner, uploaded);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const failed = error instanceof ApiError ? (error.status === 422 ? t("files.type") : said(error)) : t("files.not_taken");
        change({ failed });
        if (!each.tell) toast(t("about", { who: attached.name, text: failed }), { tone: "bad", lasts: 10_000, ticket: each.owner.ticket });
      },
    )
    .finally(() => running.delete(each));
  guardWhile(ended, () => stop.abort());
  return attached;
}

/** Those of a ticket that are on their way. */
export function runningFor(owner: Owner): Attached[] {
  return of(owner).map((each) => each.file);
}

/** Show those of a ticket, until the function that is returned is called. */
export function watchUploads(owner: Owner, tell: Tell): () => void {
  for (const each of of(owner)) Object.assign(each, { owner, tell });
  return () => of(owner).forEach((each) => (each.tell = null));
}

export function stopUpload(key: string): void {
  for (const each of running) if (each.file.key === key) each.stop.abort();
}

/** The ticket is another one from now on. */
export function moveUploads(person: string, from: string, to: string): void {
  for (const each of running) if (each.owner.person === person && each.owner.ticket === from) Object.assign(each, { owner: { ...each.owner, ticket: to }, tell: null });
}

function of({ person, ticket }: Owner): Running[] {
  return [...running].filter((each) => each.owner.person === person && each.owner.ticket === ticket && !each.stop.signal.aborted);
}

function addToDraft({ person, ticket, mode }: Owner, file: Uploaded): void {
  const [read, keep] = inFlight.get().has(ticket) ? [readNext, keepNext] : [readDraft, keepDraft];
  const draft = read(person, ticket) ?? { mode, text: "", privateText: "", at: 0 };
  keep(person, ticket, { ...draft, at: file.at, files: [...(draft.files ?? []), file] });
}
