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

const answers = (path: string) => (path.includes("/brands") ? { items: [brand] } : path.includes("/counts") ? { complete: true, lists: {}, views: [] } : { items: [], next_cursor: null });

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

test("the list of incidents needs to know which there are", async () => {
  answer = answers;
  await open("incidents");
  expect(names()).toContain("incidents");
});
