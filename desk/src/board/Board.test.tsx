import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n";
import { session } from "../session/session";
import type { Place } from "../Shell";
import { Board } from "./Board";
import { settle } from "../ui/testing";

const me = { id: "marc", name: "Marc", scopes: ["desk:supervise"] } as unknown as Me;
const incident = { id: "I1", title: "Panne", suspected: false, opened_at: "2026-03-02T10:00:00.000Z", opened_by: "Nora", channels: [], ticket_count: 1, brand: "acme" };
const place = { me, brand: { id: "acme", teams: [], channels: ["facebook"] }, incidents: [incident], agents: [] } as unknown as Place;
const none = { waiting: 0, unassigned: 0, open: 0, overdue: 0, due_within_hour: 0, oldest_waiting_since: null };
const figures = { total: none, danger: 0, complete: true, teams: [], channels: [], holders: [], parked: 0, quarantined: 0 };

let root: HTMLElement;
let answer: (what: object) => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  useLanguage("en");
  session.set({ is: "signed_in", me });
  const board = new Promise<object>((resolve) => (answer = resolve));
  vi.stubGlobal("fetch", async (path: string) => {
    const said = path.includes("/board") ? await board : path.includes("/on-call") ? { items: [] } : path.includes("/automatic-answers") ? { setting: "on", channels: [], changes: [] } : { items: [], next_cursor: null };
    return new Response(JSON.stringify(said));
  });
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
});

afterEach(async () => {
  await act(async () => render(null, root));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** One answer after the other: each is asked for when the one before has come. */
async function answered(): Promise<void> {
  for (let round = 0; round < 10; round += 1) await settle(50);
}

const button = (text: string) => [...root.querySelectorAll("button")].find((each) => each.textContent?.trim() === text)!;

test("what was begun on the board goes on when its figures come, which take a while", async () => {
  await act(async () => render(<Board place={place} refresh={() => {}} />, root));
  await answered();
  expect(root.querySelector(".figure-card")).toBeNull();
  await act(async () => button("Open an incident").click());
  const field = () => root.querySelector<HTMLInputElement>("dialog input[type=text]");
  const before = field()!;
  await act(async () => {
    before.value = "Panne à Brest";
    before.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  answer(figures);
  await answered();
  expect(root.querySelector(".figure-card")).not.toBeNull();
  expect(field()).toBe(before);
  expect(field()!.value).toBe("Panne à Brest");
});

test("what is pressed at an incident stands before everything that comes later", async () => {
  await act(async () => render(<Board place={place} refresh={() => {}} />, root));
  answer(figures);
  await answered();
  const panels = [...root.querySelectorAll(".panel, .figure-cards")];
  expect(panels[0]?.getAttribute("aria-label")).toBe("Incidents");
});

const suspicion = { ...incident, id: "S1", title: "20 reports of an outage within 10 minutes", suspected: true, opened_by: "nightdesk", ticket_count: 12, seen_by: null };
const suspecting = { ...place, incidents: [suspicion] } as unknown as Place;
const typed = async (text: string) =>
  act(async () => {
    const field = root.querySelector<HTMLInputElement>("dialog input[type=text]")!;
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });

test.each([
  ["en", "Suspected outage, 12 tickets"],
  ["fr", "Panne présumée, 12 tickets"],
] as const)("a suspicion is worded from its numbers in the reader's language: %s", async (language, words) => {
  useLanguage(language);
  await act(async () => render(<Board place={suspecting} refresh={() => {}} />, root));
  answer(figures);
  await answered();
  expect(root.textContent).toContain(words);
  expect(root.textContent).not.toContain("reports of an outage");
});

test("who says that a suspicion is true gives it a title, which customers read", async () => {
  await act(async () => render(<Board place={suspecting} refresh={() => {}} />, root));
  answer(figures);
  await answered();
  await act(async () => button("It is one").click());
  expect(root.querySelector<HTMLInputElement>("dialog input[type=text]")!.value).toBe("");
  expect(root.querySelector<HTMLInputElement>("dialog input[type=radio]")!.checked).toBe(true);
});

test("who opens an incident while one is suspected says whether it is this one", async () => {
  await act(async () => render(<Board place={suspecting} refresh={() => {}} />, root));
  answer(figures);
  await answered();
  await act(async () => button("Open an incident").click());
  await typed("Invoices are sent twice");
  const submit = () => root.querySelector<HTMLButtonElement>("dialog button[type=submit]")!;
  const [same, other] = [...root.querySelectorAll<HTMLInputElement>("dialog input[type=radio]")];
  expect([same!.checked, other!.checked, submit().disabled]).toEqual([false, false, true]);
  await act(async () => other!.click());
  expect(submit().disabled).toBe(false);
});
