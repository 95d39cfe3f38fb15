import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReplyOptions, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import type { Mode } from "./drafts";
import { Ways } from "./Ways";

const root = document.createElement("div");
let chosen: Mode[];
const closed = { possible: false, reason: "window_closed", detail: "closed" };
const options = { public: { possible: true }, private: closed } as unknown as ReplyOptions;

beforeEach(async () => {
  useLanguage("en");
  chosen = [];
  document.body.append(root);
  await act(async () => render(<Ways ticket={{ id: "T-1" } as Ticket} mode="public" options={options} route={null} onChosen={(mode) => chosen.push(mode)} />, root));
});

afterEach(() => act(async () => render(null, root)));

test("a way that is closed can be reached by keyboard, says why, and is not chosen", async () => {
  const way = root.querySelectorAll<HTMLInputElement>("input")[1]!;
  expect([way.disabled, way.getAttribute("aria-disabled")]).toEqual([false, "true"]);
  const why = document.getElementById(way.getAttribute("aria-describedby")!)!.textContent!;
  expect(why.length).toBeGreaterThan(10);
  await act(async () => way.focus());
  expect(root.querySelector("[role=status]")!.textContent).toContain(why);
  await act(async () => way.click());
  expect([chosen, way.checked]).toEqual([[], false]);
});
