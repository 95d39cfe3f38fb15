import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { settle, typeInto } from "../ui/testing";
import { LinkDialog } from "./LinkDialog";

const ticket = (customer: string) => ({ id: `T-${customer}`, channel: "facebook", customer: { id: customer, name: customer }, created_at: "2026-03-02T10:00:00.000Z", excerpt: "", excerpt_kind: "text" }) as unknown as Ticket;
let pages: (status: string, cursor: number) => { items: Ticket[]; next_cursor: string | null };
let place: HTMLElement;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  vi.stubGlobal("fetch", async (path: string) => {
    const query = new URLSearchParams(path.split("?")[1]);
    return new Response(JSON.stringify(pages(query.getAll("status").join(), Number(query.get("cursor") ?? 0))));
  });
  document.body.innerHTML = "<div id=place></div>";
  place = document.getElementById("place")!;
  await act(async () => render(<LinkDialog id="C-1" brand="acme" known={["C-1"]} onClose={() => {}} onDone={() => {}} />, place));
});

afterEach(async () => {
  await act(async () => render(null, place));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function look(): Promise<string[]> {
  await typeInto(place.querySelector("input")!, "mia");
  for (let round = 0; round < 20; round += 1) await settle(300);
  return [...place.querySelectorAll(".other-ticket [dir]")].map((each) => each.textContent!);
}

test("a person whose tickets are all finished is found, on a later page too", async () => {
  pages = (status, cursor) => (status && cursor === 3 ? { items: [ticket("C-2")], next_cursor: null } : { items: [], next_cursor: status ? String(cursor + 1) : null });
  expect(await look()).toEqual(["C-2"]);
});

test("who has open tickets and finished ones is found once", async () => {
  pages = () => ({ items: [ticket("C-1"), ticket("C-2")], next_cursor: null });
  expect(await look()).toEqual(["C-2"]);
});

test("nobody reads that there is nothing where not everything was looked through", async () => {
  pages = (_, cursor) => ({ items: [], next_cursor: String(cursor + 1) });
  expect(await look()).toEqual([]);
  expect(place.textContent).toContain("Not everything was looked through");
  expect(place.textContent).not.toContain("Nothing was found");
});
