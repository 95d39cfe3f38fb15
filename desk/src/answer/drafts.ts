/** What somebody has typed and not sent, per person and ticket. It survives a reload, an expired session and a crash. */

import { onDevice } from "../ui/kept";
import { store } from "../ui/store";
import type { Uploaded } from "./uploads";

export type Mode = "public" | "private" | "move_to_private";

export interface Draft {
  mode: Mode;
  text: string;
  privateText: string;
  at: number;
  initials?: string;
  files?: readonly Uploaded[];
  /** The messages, as they were then (`readAs`), that were on the screen when writing began: whatever came since is shown before it is sent. */
  seen?: readonly string[] | null;
  /** How many notes of colleagues there were then. */
  notes?: number;
  /** The name of this answer: the same answer is sent again under the same key, so that it arrives once. */
  attempt?: Attempt | null;
}

export interface Attempt {
  key: string;
  body: string;
  /** A request went out, and nobody knows yet what became of it. */
  begun: boolean;
}

const PROPOSAL = "proposal.";
const PREFIX = "nightdesk.draft.";
const KEPT = 14 * 86_400_000;

const key = (person: string, ticket: string) => `${PREFIX}${person}.${ticket}`;
/** An id of an issuer may have a dot in it: `sophie` is not `sophie.b`. */
const isOf = (person: string, name: string) => name.startsWith(key(person, "T-")) || name.startsWith(key(person, PROPOSAL));
/** What is typed while an answer to the same ticket is on its way. */
const following = (ticket: string) => `${ticket}.next`;
const note = (ticket: string) => `${ticket}.note`;
const WAITING = ".waiting.";

/** An answer that the API has taken. `status` is what it last said of it, `who` the customer's name, to be shown. */
export interface Waiting {
  key: string;
  ticket: string;
  who: string;
  draft: Draft;
  status: string;
  at: number;
}

export function readDraft(person: string, ticket: string): Draft | null {
  return read<Draft>(key(person, ticket));
}

export function keepDraft(person: string, ticket: string, draft: Draft): void {
  if (isEmpty(draft)) dropDraft(person, ticket);
  else keep(key(person, ticket), draft);
}

/** What is typed, as against what is only known of it. */
export function contentOf(draft: Draft | null): string {
  if (!draft || isEmpty(draft)) return "";
  return JSON.stringify([draft.mode, draft.text, draft.privateText, draft.initials ?? "", (draft.files ?? []).map((file) => file.id)]);
}

/** Another tab of this browser has written or removed what is typed for this ticket. */
export function onDraftElsewhere(person: string, ticket: string, listener: () => void): () => void {
  return elsewhere(key(person, ticket), listener);
}

export function onNoteElsewhere(person: string, ticket: string, listener: () => void): () => void {
  return elsewhere(key(person, note(ticket)), listener);
}

function elsewhere(name: string, listener: () => void): () => void {
  const heard = (event: StorageEvent) => event.key === name && listener();
  window.addEventListener("storage", heard);
  return () => window.removeEventListener("storage", heard);
}

export function dropDraft(person: string, ticket: string): void {
  unkept.set(false);
  onDevice.write(key(person, ticket), null);
}

export function isEmpty(draft: Pick<Draft, "text" | "privateText" | "files">): boolean {
  return !draft.text && !draft.privateText && !draft.files?.length;
}

export function readNext(person: string, ticket: string): Draft | null {
  return readDraft(person, following(ticket));
}

export function keepNext(person: string, ticket: string, draft: Draft): void {
  keepDraft(person, following(ticket), draft);
}

/** The answer was sent: what was typed meanwhile is the draft now. */
export function promoteNext(person: string, ticket: string): void {
  const next = readNext(person, ticket);
  dropDraft(person, following(ticket));
  if (next) keepDraft(person, ticket, next);
  else dropDraft(person, ticket);
}

/** The answer was taken back or refused: it stands before what was typed meanwhile. */
export function bringBack(person: string, ticket: string, written: Draft, next = readNext(person, ticket)): void {
  dropDraft(person, following(ticket));
  keepDraft(person, ticket, next ? joined(written, next) : written);
}

/**
 * The ticket is another one from now on: what was typed goes along, before what stands there. While an answer is on its way
 * (`flying`) that is what was typed since.
 */
export function moveDrafts(person: string, from: string, to: string, flying = false): void {
  if (!flying) promote(person, from);
  const left = flying ? following(from) : from;
  const moved = readDraft(person, left);
  const there = readDraft(person, to);
  dropDraft(person, left);
  if (moved) keepDraft(person, to, { ...(there ? joined(moved, there) : moved), attempt: null });
  const notes = [readNote(person, from), readNote(person, to)];
  const attempt = notes[0] && !notes[1] ? readNoteKey(person, from) : readNoteKey(person, to);
  dropDraft(person, note(from));
  keepNote(person, to, notes.filter(Boolean).join("\n"), notes[0] && notes[1] ? "" : attempt);
}

function promote(person: string, ticket: string): void {
  const written = readDraft(person, ticket);
  if (written) bringBack(person, ticket, written);
  else promoteNext(person, ticket);
}

/** Two drafts as one. What was written to be read by the customer alone never becomes public. */
export function joined(first: Draft, second: Draft): Draft {
  const mode = [first.mode, second.mode].includes("private") ? "private" : first.mode === second.mode ? first.mode : "move_to_private";
  const inPrivate = mode === "private";
  const texts = (draft: Draft) => (inPrivate ? [draft.text, draft.privateText] : [draft.text]);
  return {
    mode,
    text: lines([...texts(first), ...texts(second)]),
    privateText: inPrivate ? "" : lines([first.privateText, second.privateText]),
    at: Math.max(first.at, second.at),
    initials: second.initials ?? first.initials,
    files: [...(first.files ?? []), ...(second.files ?? [])],
    seen: first.seen && second.seen ? first.seen.filter((id) => second.seen!.includes(id)) : (first.seen ?? second.seen),
    ...(first.notes === undefined && second.notes === undefined ? {} : { notes: Math.min(first.notes ?? Infinity, second.notes ?? Infinity) }),
    attempt: null,
  };
}

function lines(texts: readonly string[]): string {
  return texts.filter((text) => text.trim()).join("\n");
}

export function keepWaiting(person: string, waiting: Waiting): void {
  keep(key(person, `${waiting.ticket}${WAITING}${waiting.key}`), waiting);
}

export function dropWaiting(person: string, waiting: Waiting): void {
  onDevice.write(key(person, `${waiting.ticket}${WAITING}${waiting.key}`), null);
}

/** The oldest first. */
export function readAllWaiting(person: string): Waiting[] {
  const names = onDevice.names().filter((name) => isOf(person, name) && name.includes(WAITING));
  return names.flatMap((name) => read<Waiting>(name) ?? []).sort((one, other) => one.at - other.at);
}

/** What somebody would rather say than what is proposed. */
export function readProposalText(person: string, proposal: string): string | undefined {
  return read<{ text?: string }>(key(person, PROPOSAL + proposal))?.text;
}

/** Null: it was said, or nothing is to be said. */
export function keepProposalText(person: string, proposal: string, text: string | null, at = Date.now()): void {
  if (text === null) onDevice.write(key(person, PROPOSAL + proposal), null);
  else keep(key(person, PROPOSAL + proposal), { text, at });
}

/** A note for colleagues that is not kept yet. */
export function readNote(person: string, ticket: string): string {
  return read<{ text?: string }>(key(person, note(ticket)))?.text ?? "";
}

/** The key under which it was sent, if it was: the same note again is written once. */
export function readNoteKey(person: string, ticket: string): string {
  return read<{ attempt?: string }>(key(person, note(ticket)))?.attempt ?? "";
}

export function keepNote(person: string, ticket: string, text: string, attempt = "", at = Date.now()): void {
  if (!text) dropDraft(person, note(ticket));
  else keep(key(person, note(ticket)), { text, attempt, at });
}

/** What is left of a text of which the beginning was sent: whatever else stands there now was typed meanwhile. */
export function restAfter(sent: string, now: string): string {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

function read<T>(name: string): T | null {
  try {
    return JSON.parse(onDevice.read(name) ?? "null") as T | null;
  } catch {
    return null;
  }
}

/** Whether the browser did not keep what was typed last: it is in the page only, and whoever types is told. */
export const unkept = store(false);

function keep(name: string, value: unknown): void {
  unkept.set(!onDevice.write(name, JSON.stringify(value)));
}

/** Drafts that nobody has touched for two weeks; of who signs out, all of them. Other people use this browser, too. */
export function forgetDrafts(now: number, leaving: string | null = null): void {
  for (const name of onDevice.names().filter((each) => each.startsWith(PREFIX))) {
    const all = leaving !== null && isOf(leaving, name);
    try {
      const draft = JSON.parse(onDevice.read(name) ?? "") as Draft;
      if (all || !(now - draft.at < KEPT)) onDevice.write(name, null);
    } catch {
      onDevice.write(name, null);
    }
  }
}
