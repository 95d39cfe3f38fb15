import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n";
import type { Place } from "../Shell";
import { session } from "../session/session";
import { useTicketPlace } from "./ticketPlace";

const me = { id: "sophie", name: "Sophie", scopes: [] } as unknown as Me;
const acme = { id: "acme", teams: ["care"], articles: [] };
const other = { id: "other", teams: ["shop"], articles: [{ id: "a1" }] };
const place = { me, brand: acme, brands: [acme, other], agents: [{ id: "marc", name: "Marc" }], incidents: [{ id: "I-1" }] } as unknown as Place;
let root: HTMLElement;
let found: Place;
let asked: string[];

function Part({ brand }: { brand: string | undefined }) {
  found = useTicketPlace(place, brand);
  return null;
}

beforeEach(() => {
  useLanguage("en");
  session.set({ is: "signed_in", me });
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify({ items: [{ id: "olga", name: "Olga" }] }));
  });
  root = document.createElement("div");
});

afterEach(async () => {
  await act(async () => render(null, root));
  vi.unstubAllGlobals();
});

const show = (brand: string | undefined) => act(async () => render(<Part brand={brand} />, root));

test("a ticket of the chosen brand has its people, and nothing is asked", async () => {
  await show("acme");
  expect([found, asked]).toEqual([place, []]);
});

test("a ticket of another brand has that brand's teams, help pages and people", async () => {
  await show("other");
  await vi.waitFor(() => expect(found.agents.map((each) => each.id)).toEqual(["olga"]));
  expect([found.brand, asked]).toEqual([other, ["../agents?brand=other"]]);
});

test("until they are known nobody of the chosen brand is offered for it", () => {
  act(() => render(<Part brand="other" />, root));
  expect([found.agents, found.incidents]).toEqual([[], []]);
});
