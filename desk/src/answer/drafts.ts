/** What somebody has typed and not sent, per person and ticket. It survives a reload, an expired session and a crash. */

import type { Uploaded } from "./uploads";

export type Mode = "public" | "private" | "move_to_private";

export interface Draft {
  mode: Mode;
  text: string;
  privateText: string;
  /** Of the ticket when writing began: an answer to what has changed since asks first. */
  version: number;
  at: number;
  files?: readonly Uploaded[];
}

const PREFIX = "nightdesk.draft.";
const KEPT = 14 * 86_400_000;

const key = (person: string, ticket: string) => `${PREFIX}${person}.${ticket}`;

export function readDraft(person: string, ticket: string): Draft | null {
  try {
    const kept = localStorage.getItem(key(person, ticket));
    return kept ? (JSON.parse(kept) as Draft) : null;
  } catch {
    return null;
  }
}

export function keepDraft(person: string, ticket: string, draft: Draft): void {
  if (!draft.text && !draft.privateText && !draft.files?.length) dropDraft(person, ticket);
  else localStorage.setItem(key(person, ticket), JSON.stringify(draft));
}

export function dropDraft(person: string, ticket: string): void {
  localStorage.removeItem(key(person, ticket));
}

/** Drafts that nobody has touched for two weeks; at sign-out, all of them. */
export function forgetDrafts(now: number, all = false): void {
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    try {
      const draft = JSON.parse(localStorage.getItem(name) ?? "") as Draft;
      if (all || !(now - draft.at < KEPT)) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}
