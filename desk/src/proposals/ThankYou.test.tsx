import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me, Proposal, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { listen } from "../keyboard/keyboard";
import { session } from "../session/session";
import { settle, typeInto } from "../ui/testing";
import { undoLast } from "../ui/toasts";
import { Proposals } from "./Proposals";
import { ThankYou } from "./ThankYou";

const proposal = { id: "PR-1", brand: "acme", kind: "thank_you", state: "open", text: "Thank you!", language: "en", channel: "x", created_at: "2026-03-02T10:00:00.000Z", ticket_id: "T-1" } as unknown as Proposal;
const ticket = { id: "T-1", brand: "acme", status: "resolved", visibility: "public" } as unknown as Ticket;
const me = { id: "sophie", scopes: ["tickets:write"] } as unknown as Me;
const parts = { ThankYou: <ThankYou ticket={ticket} me="sophie" onChanged={() => {}} />, Proposals: <Proposals brand={{ id: "acme" } as never} me={me} /> };
let said: object[];
let root: HTMLElement;
listen();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  localStorage.clear();
  said = [];
  session.set({ is: "signed_in", me });
  vi.stubGlobal("fetch", async (path: string, { method, body }: { method: string; body?: string }) => {
    if (method === "POST") said.push({ how: path.split("/").at(-1), ...JSON.parse(body!) });
    return new Response(JSON.stringify(method === "POST" ? { ...proposal, state: "done" } : { items: [proposal], next_cursor: null }));
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

async function show(part: keyof typeof parts): Promise<void> {
  await act(async () => render(parts[part], root));
  await settle();
}

const press = (key: string) => act(async () => void document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
const field = () => root.querySelector("textarea")!;

test("`t` alone, as after a `g` that was too slow, says nothing", async () => {
  await show("ThankYou");
  await press("t");
  await settle(10_000);
  expect(said).toEqual([]);
});

test.each(["ThankYou", "Proposals"] as const)("what is said in public can be taken back for five seconds, in other words too (%s)", async (part) => {
  await show(part);
  await typeInto(field(), "Merci !");
  await act(async () => render(null, root)); // to another ticket, and back
  await show(part);
  expect(field().value).toBe("Merci !");
  const accept = () => act(async () => root.querySelector<HTMLButtonElement>("footer .primary")!.click());
  await accept();
  await settle(4_000);
  await act(async () => void undoLast());
  await settle(10_000);
  expect(said).toEqual([]);
  await accept();
  await settle(6_000);
  expect(said).toEqual([{ how: "accept", brand: "acme", text: "Merci !" }]);
  expect(localStorage.length).toBe(0);
});

test("a dismissal loses nothing and is done at once", async () => {
  await show("ThankYou");
  await act(async () => root.querySelector<HTMLButtonElement>("footer .quiet")!.click());
  await settle();
  expect(said).toEqual([{ how: "dismiss", brand: "acme" }]);
});
