import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import type { Me } from "./api/types";
import { useLanguage } from "./i18n";
import { route } from "./routing/route";
import { session } from "./session/session";
import { Shell } from "./Shell";
import { drawn } from "./ui/drawn";
import { settle } from "./ui/testing";

const me = { id: "sophie", name: "Sophie", scopes: ["tickets:read", "tickets:write"], brands: ["acme"], agent: { initials: "SB", teams: [] } } as unknown as Me;
const brand = { id: "acme", name: "Acme", channels: [], teams: ["care"], languages: ["fr"], time_zone: "Europe/Paris" };
const root = document.createElement("div");
let asked: string[] = [];
let answer: (path: string) => Promise<unknown> | unknown;

afterEach(async () => {
  await act(async () => render(null, root));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const names = () => asked.map((path) => path.replace(/^\.\.\/|\?.*$/g, ""));

async function open(view: string): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  useLanguage("en");
  drawn.set(false);
  asked = [];
  route.set({ page: "inbox", view, ticket: null, query: "" });
  session.set({ is: "signed_in", me });
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify(await answer(path)));
  });
  document.body.append(root);
  await act(async () => render(<Shell me={me} />, root));
  await settle(100);
}

let incidents: string[] = [];
const answers = (path: string) => (path.includes("/brands") ? { items: [brand] } : path.includes("/counts") ? { brand: "acme", complete: true, lists: {}, views: [], open_incidents: incidents, shown: null } : { items: [], next_cursor: null });

test("the list is asked for first, and what stands beside it when it is drawn", async () => {
  let free: (value: unknown) => void = () => {};
  answer = (path) => (path.includes("/tickets") ? new Promise((resolve) => (free = resolve)) : answers(path));
  await open("all");
  expect(names()).toEqual(["brands", "tickets"]);
  await act(async () => free({ items: [], next_cursor: null }));
  await settle(100);
  expect(names().slice(2).sort()).toEqual(["agents", "counts", "incidents", "views"]);
});

test("a list that does not come holds nothing back for long", async () => {
  answer = (path) => (path.includes("/tickets") ? new Promise(() => {}) : answers(path));
  await open("all");
  await settle(4_000);
  expect(names()).toContain("counts");
});

test("every four seconds it is asked what has come into the list that is shown, and how long all lists are", async () => {
  answer = answers;
  await open("unassigned");
  for (let round = 0; round < 3; round += 1) await settle(4_000);
  const counts = asked.filter((path) => path.includes("/counts"));
  expect(counts.length).toBeGreaterThanOrEqual(3);
  expect(new URLSearchParams(counts.at(-1)!.split("?")[1]).get("shown")).toBe("unassigned=true&status=new&status=open&limit=25");
});

test("an incident that has begun is asked for at once", async () => {
  answer = answers;
  await open("all");
  const before = names().filter((each) => each === "incidents").length;
  incidents = ["I1"];
  await settle(4_500);
  incidents = [];
  expect(names().filter((each) => each === "incidents").length).toBe(before + 1);
});

test("the list of incidents needs to know which there are", async () => {
  answer = answers;
  await open("incidents");
  expect(names()).toContain("incidents");
});

test.each([
  ["T-1AB2CD3EF4GH5", "#/inbox/all/T-1AB2CD3EF4GH5"],
  [" t-1ab2cd3ef4gh5 ", "#/inbox/all/T-1AB2CD3EF4GH5"],
  ["T-1234", "#/inbox/all?q=T-1234"],
  ["T-1234567890", "#/inbox/all?q=T-1234567890"],
  ["T-1AB2CD3EF4GH5-2", "#/inbox/all?q=T-1AB2CD3EF4GH5-2"],
])("only what is the number of a ticket opens one, all else is looked for (%s)", async (typed, address) => {
  answer = answers;
  await open("all");
  await act(async () => {
    root.querySelector<HTMLInputElement>("#search")!.value = typed;
    root.querySelector(".search")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
  expect(location.hash).toBe(address);
});
