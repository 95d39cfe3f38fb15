import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Brand } from "../api/types";
import { useLanguage } from "../i18n";
import { settle } from "../ui/testing";
import { Reports } from "./Reports";

const NOW = Date.parse("2026-03-02T14:01:00Z");
const brand = { id: "acme", name: "Acme", time_zone: "UTC", articles: [] } as unknown as Brand;
const none = { count: 0, median_seconds: null, p90_seconds: null, p95_seconds: null };
const effect = { answered: 0, wrote_again: 0, share: null };
const satisfaction = { asked: 0, answered: 0, average: null, scores: {} };
const counts = Object.fromEntries(["opened", "came_back", "answered", "near_misses", "breached", "next_near_misses", "next_breached", "resolved", "withdrawn", "resolution_near_misses", "resolution_breached", "reopened", "dangers", "corrected"].map((name) => [name, 0]));
const times = { first_response: none, first_response_business: none, resolution: none, resolution_business: none };
const empty = { ...counts, ...times, complete: true, counted_until: null, by_channel: {}, by_category: {}, by_priority: {}, channels: [], teams: [], agents: [], acknowledgements: { sent: 0, suppressed: {}, failed: {}, delay: none }, satisfaction, after_acknowledgement: effect, without_acknowledgement: effect, contacts_per_customer: null, messages_per_ticket: null, repeat_share: null };
const team = { id: "billing", name: "billing", ...counts, opened: 9, reopened_share: 0.5, repeat_share: 0.5, contacts_per_customer: 2, satisfaction: { ...satisfaction, asked: 3, average: 4 }, after_acknowledgement: effect, without_acknowledgement: effect, ...times, first_response: { count: 9, median_seconds: 60, p90_seconds: 90, p95_seconds: 90 } };
const heard = { ...Object.fromEntries(["messages", "frustrated", "account_or_technical", "answered_by_a_page", "deserved_an_answer", "desk_closed", "closed_exceptionally", "feedback_good", "feedback_bad"].map((name) => [name, 0])), complete: true, time_zone: "UTC", hours: [], sentiments: {}, ratings: { reviews: 0 }, extra_hours: [], from: "2026-03-01T15:00:00Z", to: "2026-03-02T14:01:00Z" };

let root: HTMLElement;
let figures: (from: string, to: string) => object | null;
let asked: [string, string][];
let paths: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  asked = [];
  paths = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const query = new URL(path, "https://desk.example").searchParams;
    const [from, to] = [query.get("from")!, query.get("to")!];
    paths.push(path);
    asked.push([from.slice(0, 16), to.slice(0, 16)]);
    const answer = path.includes("/topics") ? null : figures(from, to);
    return answer ? new Response(JSON.stringify(answer)) : new Response(JSON.stringify({ detail: "There is no such brand." }), { status: 404 });
  });
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
});

afterEach(async () => {
  await act(async () => render(null, root));
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function shown(report: "service" | "listening", days = "24 h"): Promise<string> {
  await act(async () => render(<Reports brand={brand} report={report} />, root));
  await act(async () => [...root.querySelectorAll("button")].find((each) => each.textContent === days)!.click());
  for (let round = 0; round < 10; round += 1) await settle(50); // one answer after the other
  return root.textContent!;
}

const isNow = (from: string) => from.startsWith("2026-03-01T15");
const figure = (name: string) => [...root.querySelectorAll(".bars tr, .plain tbody tr")].find((each) => each.querySelector("th")?.textContent === name);

test("the hour that has only begun is shown, and not compared", async () => {
  figures = (from, to) => ({ ...empty, opened: !isNow(from) ? 10 : to.startsWith("2026-03-02T14:01") ? 12 : 10 });
  const text = await shown("service");
  expect(asked.slice(-3)).toEqual([["2026-03-01T15:00", "2026-03-02T14:01"], ["2026-03-01T15:00", "2026-03-02T14:00"], ["2026-02-28T15:00", "2026-03-01T14:00"]]);
  expect(root.querySelector(".figure-card")!.textContent).toBe("12tickets opened =");
  expect(text).toContain("until Mar 2, 2026, 2:00 PM compared with Feb 28, 2026, 3:00 PM – Mar 1, 2026, 2:00 PM");
});

test("what there was before and is not now stands in the lists", async () => {
  figures = (from) => (isNow(from) ? { ...empty, by_category: { question: 2 } } : { ...empty, by_category: { complaint: 4 }, teams: [team] });
  await shown("service");
  expect(figure("complaint")!.textContent).toContain("0-100%");
  expect(figure("question")!.textContent).toContain("2+2");
  const cells = [...figure("billing")!.querySelectorAll("td")].map((each) => each.textContent!.trim());
  expect(cells.slice(0, 2)).toEqual(["0", "0"]);
  expect(cells.slice(-1)).toEqual(["–"]);
});

test("a comparison that could not be read is said, and the figures are shown", async () => {
  figures = (from) => (isNow(from) ? { ...empty, opened: 7 } : null);
  expect(await shown("service")).toContain("The span before could not be read");
  expect(root.querySelector(".figure-card")!.textContent).toBe("7tickets opened ");
});

const CATEGORIES = "Show: Service by category";
const kind = { id: "outage", ...counts, opened: 3, breached: 1, ...times, first_response: { count: 2, median_seconds: 600, p90_seconds: 3300, p95_seconds: 3600 } };

async function toggled(): Promise<HTMLDetailsElement> {
  const details = [...root.querySelectorAll("details")].find((each) => each.querySelector("summary")!.textContent === CATEGORIES)!;
  await act(async () => {
    details.open = !details.open;
    details.dispatchEvent(new Event("toggle"));
  });
  for (let round = 0; round < 5; round += 1) await settle(50);
  return details;
}

test("how fast each category was is asked for once somebody wants to see it, and only then", async () => {
  figures = () => empty;
  await shown("service");
  expect(paths.filter((path) => path.includes("/kinds"))).toEqual([]);
  expect(root.querySelector('[aria-label="“Service by category” as CSV"]')).toBeNull();
  figures = () => ({ kinds: [kind] });
  const details = await toggled();
  const cells = [...details.querySelectorAll("tbody tr")].map((row) => [...row.children].map((each) => each.textContent));
  expect(cells.map((row) => row.slice(0, 4))).toEqual([["outage", "10 min", "55 min", "1 h 00"]]);
  expect(root.querySelector('[aria-label="“Service by category” as CSV"]')).not.toBeNull();
  await toggled();
  await toggled();
  expect(paths.filter((path) => path.includes("/kinds")).map((path) => new URL(path, "https://desk.example").searchParams.get("by"))).toEqual(["category"]);
});

test("a team shows how slow its slowest answers were, and takes all its times along", async () => {
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "blob:csv";
  });
  const slow = { count: 9, median_seconds: 600, p90_seconds: 3300, p95_seconds: 7200 };
  figures = () => ({ ...empty, teams: [{ ...team, first_response: slow, resolution: slow }] });
  await shown("service");
  expect(figure("billing")!.textContent).toContain("2 h 00");
  await act(async () => root.querySelector<HTMLElement>('[aria-label="“Service by team” as CSV"]')!.click());
  const [head, line] = (await blobs[0]!.text()).split("\r\n").map((each) => each.split(","));
  expect([line![head!.indexOf("resolution_p95_seconds")], line![head!.indexOf("first_response_business_p95_seconds")]]).toEqual(["7200", ""]);
});

test("a category of which nothing could be read says why, and is asked for again", async () => {
  figures = () => empty;
  await shown("service");
  figures = () => null;
  expect((await toggled()).textContent).toContain("There is no such");
  figures = () => ({ kinds: [] });
  await toggled();
  expect((await toggled()).textContent).toContain("Nothing in this span.");
});

test("topics that could not be read are no news that there are none", async () => {
  figures = () => heard;
  const text = await shown("listening");
  expect(text).not.toContain("Nothing more than usual");
  expect(text).toContain("There is no such");
});
