import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { listen } from "../keyboard/keyboard";
import { route, type Route } from "../routing/route";
import { session } from "../session/session";
import type { Place } from "../Shell";
import { settle } from "../ui/testing";
import { Toasts } from "../ui/toasts";
import { arrived, shownList } from "./arrivals";
import { Inbox } from "./Inbox";

const me = { id: "sophie", name: "Sophie Bernard", scopes: ["tickets:write"], agent: { teams: [] } } as unknown as Me;
const place = { me, brand: { id: "acme", teams: ["care"], channels: ["facebook"], languages: ["fr"], time_zone: "Europe/Paris" }, brands: [], incidents: [], agents: [] } as unknown as Place;
let here: Extract<Route, { page: "inbox" }>;
let pages: Record<string, { items: Ticket[]; next_cursor: string | null }>;
let changes: Ticket[];
let results: (id: string) => object;
let asked: { method: string; query: URLSearchParams; body: any }[];
let root: HTMLElement;
listen();

const ticket = (id: string, more: object = {}) => ({ id, version: 1, status: "open", assignee: null, assignee_name: null, message_count: 1, notes_count: 0, last_customer_message_at: "2026-03-02T10:00:00.000Z", created_at: "2026-03-02T10:00:00.000Z", updated_at: "2026-03-02T10:00:00.000Z", excerpt: id, excerpt_kind: "text", visibility: "public", brand: "acme", language: "fr", channel: "facebook", customer: { id: `C-${id}`, name: `Mia ${id}` }, tags: [], reasons: [], mentioned: [], priority: "normal", category: "question", needs_response: true, danger: "none", ...more }) as unknown as Ticket;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  vi.setSystemTime(new Date("2026-03-02T11:00:00Z"));
  useLanguage("en");
  here = { page: "inbox", view: "all", ticket: null, query: "" };
  arrived.set(null);
  asked = [];
  changes = [];
  results = (id) => ({ ticket_id: id, status: 200, detail: null, reason: null, version: 9 });
  session.set({ is: "signed_in", me });
  vi.stubGlobal("fetch", async (path: string, { method, body }: { method: string; body?: string }) => {
    const [name, query] = path.split("?");
    asked.push({ method, query: new URLSearchParams(query), body: body ? JSON.parse(body) : undefined });
    if (name!.endsWith("/bulk")) return new Response(JSON.stringify({ results: JSON.parse(body!).tickets.map(results) }));
    if (new URLSearchParams(query).get("updated_since")) return new Response(JSON.stringify({ items: changes, next_cursor: null }));
    return new Response(JSON.stringify(pages[new URLSearchParams(query).get("cursor") ?? ""]));
  });
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
});

afterEach(async () => {
  await act(async () => render(null, root));
  await settle(20_000);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(): Promise<void> {
  route.set(here);
  await act(async () => render(<><Inbox place={place} here={here} /><Toasts /></>, root));
  await settle();
}

const press = (key: string) => act(async () => void document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
const rows = () => [...root.querySelectorAll(".row a")].map((each) => each.id.replace("row-", ""));
const focused = () => document.activeElement?.id.replace("row-", "") ?? "";
const ticked = () => [...root.querySelectorAll<HTMLInputElement>(".row input")].flatMap((each, at) => (each.checked ? [rows()[at]!] : []));
const bulk = () => asked.filter((each) => each.method === "POST").map((each) => each.body);

test("a search goes on by itself while it has looked at a part and found nothing", async () => {
  here = { ...here, query: "q=mia&status=resolved,closed" };
  pages = { "": { items: [], next_cursor: "1" }, "1": { items: [], next_cursor: "2" }, "2": { items: [ticket("T-1")], next_cursor: "3" } };
  await show();
  expect(root.textContent).not.toContain("Nothing was found");
  for (let round = 0; round < 5; round += 1) await settle();
  expect(rows()).toEqual(["T-1"]);
  expect(asked.some((each) => each.query.get("cursor") === "3")).toBe(false);
});

test.each(["q=mia", "tag=vip", ""])("nobody is told that there is nothing while there is more to look through (%s)", async (query) => {
  here = { ...here, query };
  pages = new Proxy({}, { get: (_, name) => ({ items: [], next_cursor: String(Number(name) + 1) }) });
  await show();
  for (let round = 0; round < 15; round += 1) await settle();
  const looked = asked.filter((each) => each.query.get("cursor") && !each.query.get("updated_since")).length;
  expect(looked).toBe(10);
  expect(root.querySelector(".empty")!.textContent).toContain("Nothing among the first tickets");
  expect(root.querySelector(".more")).not.toBeNull();
});

test("at its end a search says that nothing was found", async () => {
  here = { ...here, query: "q=mia" };
  pages = { "": { items: [], next_cursor: null } };
  await show();
  expect(root.querySelector(".empty")!.textContent).toContain("Nothing was found");
});

test.each([
  ["the customer writes again", { message_count: 2 }, 1],
  ["a colleague takes it", { assignee: "marc" }, 1],
  ["a colleague leaves a note", { notes_count: 1 }, 1],
  ["only its priority rises", { priority: "high" }, 2],
])("several tickets are resolved as they were when they were selected: %s", async (_, change, version) => {
  pages = { "": { items: [ticket("T-1"), ticket("T-2")], next_cursor: null } };
  await show();
  await press("X");
  pages = { "": { items: [ticket("T-1", { version: 2, ...change }), ticket("T-2")], next_cursor: null } };
  await settle(4_000);
  await press("e");
  await settle(6_000);
  expect(bulk()[0].versions).toEqual({ "T-1": version, "T-2": 1 });
});

test("after what is new was shown, every row that is on the screen is still asked for", async () => {
  const all = Array.from({ length: 60 }, (_, number) => ticket(`T-${number}`));
  pages = { "": { items: all.slice(0, 25), next_cursor: "25" }, "25": { items: all.slice(25, 50), next_cursor: "50" }, "50": { items: all.slice(50), next_cursor: null } };
  await show();
  const more = () => act(async () => root.querySelector<HTMLButtonElement>(".more")!.click());
  await more();
  for (let round = 0; round < 4; round += 1) await settle();
  pages = { ...pages, "": { items: [ticket("T-new"), ...all.slice(0, 49)], next_cursor: "50" } };
  await settle(4_000);
  expect(asked.at(-1)!.query.get("limit")).toBe("50");
  await press(".");
  for (let round = 0; round < 4; round += 1) await settle();
  await settle(4_000);
  const lists = asked.filter((each) => !each.query.get("updated_since") && !each.query.get("cursor"));
  expect([rows()[0], lists.at(-1)!.query.get("limit")]).toEqual(["T-new", "50"]);
  expect(focused()).toBe("T-new");
});

test("a row beyond what one request brings follows the log of changes", async () => {
  const all = Array.from({ length: 120 }, (_, number) => ticket(`T-${number}`));
  pages = Object.fromEntries([0, 25, 50, 75, 100].map((from) => [from || "", { items: all.slice(from, from + 25), next_cursor: from < 100 ? String(from + 25) : null }]));
  await show();
  for (let page = 1; page < 5; page += 1) {
    await act(async () => root.querySelector<HTMLButtonElement>(".more")!.click());
    for (let round = 0; round < 4; round += 1) await settle();
  }
  changes = [ticket("T-119", { version: 2, assignee: "marc", assignee_name: "Marc Okafor" })];
  await settle(16_000);
  for (let round = 0; round < 4; round += 1) await settle();
  expect(root.querySelector("#row-T-119")!.textContent).toContain("Marc Okafor");
});

const came = (query: string, brand: string, ...tickets: [string, string, (string | null)?][]) =>
  act(async () => arrived.set({ brand, shown: { query, arrivals: tickets.map(([id, at, due_at = null]) => ({ ticket: id, at: `2026-03-02T${at}:00.000Z`, due_at })) } }));
const announced = () => root.querySelector(".fresh")?.textContent ?? "";

test("what came into the list behind the rows that are shown is announced, and shown when it is asked for", async () => {
  const all = Array.from({ length: 30 }, (_, number) => ticket(`T-${number}`));
  pages = { "": { items: all.slice(0, 25), next_cursor: "25" }, "25": { items: [...all.slice(25), ticket("T-last")], next_cursor: null } };
  await show();
  expect(shownList.get()).toBe("limit=25");
  await came("limit=25", "acme", ["T-3", "10:00"]);
  expect(announced()).toBe("");
  await came("limit=25", "acme", ["T-last", "11:00"], ["T-4", "11:00"], ["T-3", "10:00"]);
  expect(announced()).toContain("1 new");
  await press(".");
  for (let round = 0; round < 4; round += 1) await settle();
  expect(rows().at(-1)).toBe("T-last");
  expect(announced()).toBe("");
  expect(focused()).toBe("T-last");
});

test.each([
  ["stays where it is until it is asked for, and is shown at once", true, ["T-1", "T-2"], ""],
  ["is announced still when the list cannot be read", false, ["T-1"], "1 new"],
])("what was announced before the list was read again %s", async (_, answers, shown, said) => {
  pages = { "": { items: [ticket("T-1")], next_cursor: null } };
  await show();
  await came("limit=25", "acme");
  await came("limit=25", "acme", ["T-2", "11:00"]);
  pages = answers ? { "": { items: [ticket("T-1"), ticket("T-2")], next_cursor: null } } : {};
  if (!answers) vi.stubGlobal("fetch", async () => new Response("{}", { status: 500 }));
  await press(".");
  for (let round = 0; round < 4; round += 1) await settle();
  expect(rows()).toEqual(shown);
  expect(focused()).toBe(answers ? "T-2" : "");
  expect(announced()).toContain(said);
  if (answers) expect(announced()).toBe("");
});

test("what came into another list, or another brand's, is not announced in this one", async () => {
  here = { ...here, view: "unassigned" };
  pages = { "": { items: [ticket("T-1")], next_cursor: null } };
  await show();
  const query = shownList.get()!;
  expect(query).toBe("unassigned=true&status=new&status=open&limit=25");
  await came(query, "acme");
  await came("limit=25", "acme", ["T-2", "11:00"]);
  await came(query, "other", ["T-3", "11:00"]);
  expect(announced()).toBe("");
  await came(query, "acme", ["T-4", "11:00"]);
  expect(announced()).toContain("1 new");
});

test("in a list that moves with the clock only what is in it by now is announced", async () => {
  here = { ...here, view: "overdue" };
  pages = { "": { items: [ticket("T-1")], next_cursor: null } };
  await show();
  await came(shownList.get()!, "acme");
  await came(shownList.get()!, "acme", ["T-2", "10:59", "2026-03-02T11:30:00.000Z"], ["T-3", "10:58", "2026-03-02T10:30:00.000Z"], ["T-4", "10:57"]);
  expect(announced()).toContain("1 new");
});

test("each reason for which tickets were not changed is said with their names, and what may be tried again stays selected", async () => {
  pages = { "": { items: ["1", "2", "3", "4"].map((each) => ticket(each)), next_cursor: null } };
  results = (id) => ({ ticket_id: id, reason: null, version: null, ...({ 1: { status: 200 }, 2: { status: 412 }, 3: { status: 503, detail: "English" }, 4: { status: 500, detail: "English" } } as Record<string, object>)[id] });
  await show();
  await press("X");
  await press("e");
  await settle(5_500);
  const said = document.body.textContent!;
  expect(said).toContain("1 ticket was not changed (Mia 2): somebody changed it");
  expect(said).toContain("2 tickets were not changed (Mia 3, Mia 4): it did not work just now");
  expect(said).not.toContain("English");
  expect(ticked()).toEqual(["3", "4"]);
});
