/** What an entry of the history says beside what happened, in the reader's language. */

import { platformRefusal } from "../api/said";
import type { HistoryEntry } from "../api/types";
import { t, word, wordOr } from "../i18n";
import { channelName } from "../ui/Channel";

/** English sentences, which what happened and the code beside them say too; and ids that mean nothing to people. */
const LEFT_OUT = ["says", "message", "message_id"];

const LISTS: Record<string, string> = {
  status: "status",
  priority: "priority",
  from: "priority",
  to: "priority",
  category: "category",
  sentiment: "sentiment",
  visibility: "visibility",
  reason: "suppressed",
  acknowledgement: "suppressed",
  end: "end",
  class: "class",
  deadline: "clock",
  joined: "code",
  urgent: "code",
  personal_data_allowed: "finding",
};

export function toldDetails(event: HistoryEntry): [string, string][] {
  return Object.entries(event.details).filter(([name, value]) => value !== "" && !LEFT_OUT.includes(name));
}

/** A value of a closed list is a word of the reader's language; `open → pending` are two, `complaint, confirmed` too. */
export function inWords(name: string, value: string): string {
  if (name === "channel") return channelName(value);
  if (name === "error") return platformRefusal(value) ?? value;
  if (name === "routing") {
    const rule = /^team: rule (\d+)$/.exec(value);
    return rule ? t("routing.rule", { number: rule[1]! }) : value === "team: default" ? t("routing.default") : value;
  }
  if (name === "by") return value === "customer" ? t("detail.customer") : value;
  const list = LISTS[name];
  if (!list) return value;
  return value.split(" → ").map((each) => each.split(", ").map((one) => (one === "confirmed" ? t("code.confirmed") : wordOr(list, one, word("code", one)))).join(", ")).join(" → ");
}
