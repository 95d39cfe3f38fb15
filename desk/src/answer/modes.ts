/** Where an answer can go. */

import { refusal } from "../api/said";
import type { ReplyOptions } from "../api/types";
import type { Mode } from "./drafts";

export const MODES = ["public", "private", "move_to_private"] as const;

/** Why an answer cannot go this way now, or null. */
export function whyNot(mode: Mode, options: ReplyOptions | null): string | null {
  if (!options) return null;
  const needed = mode === "move_to_private" ? [options.private, options.public] : [options[mode]];
  const missing = needed.find((route) => !route.possible);
  return missing ? refusal(missing.reason, missing.detail) : null;
}

/**
 * The chosen way, or a more private one while nothing is written. Nobody but the person who writes makes public what was
 * meant for one reader: an impossible way stays chosen, and nothing is sent on it.
 */
export function possibleMode(chosen: Mode, options: ReplyOptions, written: boolean): Mode {
  if (written || whyNot(chosen, options) === null || whyNot("private", options) !== null) return chosen;
  return "private";
}
