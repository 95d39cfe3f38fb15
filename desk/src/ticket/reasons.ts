/** Why a ticket has its priority, in the reader's language. The API says it by a closed set of forms. */

import { language, plural, t, word, type Key } from "../i18n";
import { TOPICS } from "./topics";

const WHOLE: Record<string, Key> = {
  "urgent words": "reason.urgent_words",
  unhappy: "reason.unhappy",
  friendly: "reason.friendly",
  "complained before": "reason.complained_before",
  "written to a priority account": "reason.priority_account",
  unsure: "reason.unsure",
  "ressemble à un danger": "reason.looks_dangerous",
  "looks like a danger": "reason.looks_dangerous",
  "danger: somebody may be hurt": "reason.danger",
  "review: negative": "reason.review_negative",
  "review: positive": "reason.review_positive",
  fraud: "reason.fraud",
  "calls: rescue": "reason.calls_rescue",
  "calls: hurry": "reason.calls_hurry",
  "no words: a person has to look": "reason.no_words",
  "thanks: and something more": "reason.thanks_and_more",
  "private: somebody waits for an answer": "reason.private",
  "stage: reply to another customer": "reason.reply_to_another",
  "content: cannot be read here": "reason.not_readable",
};

const MOST = 4;
/** What says less than another reason of the same ticket: tickets of earlier versions have both. */
const SAID_BETTER: readonly (readonly [RegExp, RegExp])[] = [
  [/^danger: /, /^danger possible : |^possible danger: |^ressemble à un danger$|^looks like a danger$/],
  [/^unsure$/, /^(?:incertain : |unsure: )\d+ %$/],
  [/^stage: (?:broad|proactive)$/, /^ne s'adresse pas à nous$|^not addressed to us$|^parle de notre secteur sans nous nommer$|^speaks of our field without naming us$|^stage: reply/],
  [/^urgent words$/, /^demande une aide immédiate$|^asks for help now$|^calls: |^l'ensemble ne peut pas|^as a whole, it cannot/],
];

/** Why a ticket has its priority, to be read: a few, and each once. */
export function shownReasons(reasons: readonly string[]): string[] {
  const telling = reasons.filter((reason) => reason !== "stage: direct" || reasons.length === 1);
  const best = telling.filter((reason) => !SAID_BETTER.some(([less, more]) => less.test(reason) && telling.some((other) => more.test(other))));
  return [...new Set(best.map(reasonText))].slice(0, MOST);
}

/** Whether it only names a message of our corpus that sounds alike: of all reasons it says least. */
export function isSimilar(reason: string): boolean {
  return /^(?:comme : «|like: “)/.test(reason);
}

export function reasonText(reason: string): string {
  const whole = WHOLE[reason];
  if (whole) return t(whole);
  const [kind, rest = ""] = reason.split(": ");
  if (kind === "category") return word("category", rest);
  if (kind === "stage") return word("stage", rest);
  const count = Number(/\d+/.exec(reason)?.[0]);
  if (/^reach: \d+ followers$/.test(reason)) return plural("reason.followers", count);
  if (/^waiting for \d+ h$/.test(reason)) return t("reason.waiting", { count });
  if (/^\d+ messages unanswered$/.test(reason)) return plural("reason.unanswered", count);
  const similar = /^(?:comme : « (.*) »|like: “(.*)”)$/s.exec(reason);
  if (similar) return t("reason.similar", { text: similar[1] ?? similar[2] ?? "" });
  const unsure = /^(?:incertain : |unsure: )(\d+) %$/.exec(reason);
  if (unsure) return t("reason.unsure_by", { percent: Number(unsure[1]) });
  const danger = /^(?:danger possible : |possible danger: )(.+)$/.exec(reason);
  if (danger) return t("reason.possible_danger", { what: reasonText(danger[1]!) });
  const topic = TOPICS.find(([fr, en]) => reason === fr || reason === en);
  return topic ? topic[language() === "fr" ? 0 : 1] : reason;
}
