import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Incident, Me } from "../api/types";
import { useLanguage } from "../i18n";
import { session } from "../session/session";
import { Told } from "./Told";
import { settle, typeInto } from "../ui/testing";

let root: HTMLElement;
let stored: { texts: Record<string, string>; version: number; published_at: string | null };
let written: { path: string; body: any }[];
let ended: object;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  session.set({ is: "signed_in", me: { id: "marc", name: "Marc" } as unknown as Me });
  stored = { texts: { fr: "Panne" }, version: 1, published_at: null };
  written = [];
  ended = {};
  vi.stubGlobal("fetch", async (path: string, { method, body }: { method: string; body?: string }) => {
    const update = () => ({ number: 1, kind: "opened", written_by: "Nora", written_at: "2026-03-02T10:00:00.000Z", published_by: null, accounts: [], ...stored });
    if (path.endsWith("/evidence")) return new Response(JSON.stringify({ at: null }));
    if (method === "GET") return new Response(JSON.stringify({ tickets: 0, customers: 0, pointers_sent: 0, follow_ups_sent: 0, follow_ups_skipped: 0, follow_ups_failed: 0, follow_ups_left: 0, minutes: null, began_at: "2026-03-02T10:00:00.000Z", updates: [update()], ...ended }));
    const said = JSON.parse(body ?? "{}");
    written.push({ path, body: said });
    if (path.endsWith("/resolve")) return new Response(JSON.stringify({ not_told: [] }));
    if (said.version !== undefined && said.version !== stored.version) return new Response(JSON.stringify({ status: 409, detail: "changed" }), { status: 409 });
    stored = path.endsWith("/publish") ? { ...stored, version: stored.version + 1, published_at: "2026-03-02T11:00:00.000Z" } : { ...stored, texts: said.texts, version: stored.version + 1 };
    return new Response(JSON.stringify(update()));
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
  const incident = { id: "acme-1", title: "Panne à Lyon", channels: [], suspected: false, resolved_at: null, stopped_at: null } as unknown as Incident;
  await act(async () => render(<Told incident={incident} may onClose={() => {}} />, root));
  await settle();
}

const type = (text: string) => typeInto(field(), text);

async function click(text: string): Promise<void> {
  await act(async () => button(text).click());
  await settle();
}

const field = () => root.querySelector("textarea")!;
const button = (text: string) => [...root.querySelectorAll("button")].find((each) => each.textContent === text)!;
const byNora = () => (stored = { ...stored, texts: { fr: "Panne réparée à 14 h" }, version: stored.version + 1 });

test("a text that a colleague wrote is shown, and published as it is, by whoever typed nothing", async () => {
  await show();
  byNora();
  await settle(6_000);
  expect(field().value).toBe("Panne réparée à 14 h");
  await click("Publish on all accounts");
  await click("Yes, post it in public now");
  expect(written.map((each) => each.path.split("/").at(-1))).toEqual(["publish"]);
  expect(stored.texts).toEqual({ fr: "Panne réparée à 14 h" });
});

test("two texts at once: both are shown, nothing is saved or published until one is chosen", async () => {
  await show();
  await type("Panne à Lyon seulement");
  byNora();
  await settle(6_000);
  expect(field().value).toBe("Panne à Lyon seulement");
  expect(root.querySelector("[role=alert]")!.textContent).toContain("Panne réparée à 14 h");
  expect([button("Save").disabled, button("Publish on all accounts").disabled]).toEqual([true, true]);
  await click("Keep mine");
  await click("Publish on all accounts");
  await click("Yes, post it in public now");
  expect(stored).toMatchObject({ texts: { fr: "Panne à Lyon seulement" }, published_at: expect.any(String) });
});

test("whoever ends it sees which account does not get the last word and why, and has it posted where it was refused", async () => {
  stored = { ...stored, published_at: "2026-03-02T11:00:00.000Z" };
  ended = {
    incident: { id: "acme-1", title: "Panne à Lyon", suspected: false, resolved_at: "2026-03-02T12:00:00.000Z", stopped_at: null, updates: 1, channels: [] },
    not_told: [
      { account: "x/3", channel: "x", reason: "too_long", error: null, length: 300, limit: 280 },
      { account: "facebook/1", channel: "facebook", reason: "refused", error: "meta_506", length: null, limit: null },
    ],
  };
  await show();
  const said = [...root.querySelectorAll(".banner.warn li")].map((each) => each.textContent);
  expect(said[0]).toContain("the text is too long (300 / 280)");
  expect(said[1]).toContain("the platform refused it The very same text stands there already");
  expect(field()).not.toBeNull(); // a shorter text can be written
  await click("Post it where it is missing");
  expect(written).toEqual([{ path: "../incidents/acme-1/resolve", body: { publish: true } }]);
});

test.each([
  [{ stopped_at: "2026-03-02T12:00:00.000Z", stopped_by: "Marc", resumed_at: null, resumed_by: null }, "automatic texts stopped by Marc"],
  [{ stopped_at: null, stopped_by: "Marc", resumed_at: "2026-03-02T12:10:00.000Z", resumed_by: "Nora" }, "automatic texts resumed by Nora"],
])("who ended its automatic texts, or took that back, is named", async (by, said) => {
  ended = { incident: { id: "acme-1", title: "Panne à Lyon", suspected: false, resolved_at: null, updates: 1, channels: [], ...by }, not_told: [] };
  await show();
  expect(root.textContent).toContain(said);
});

test("it can be ended without a word in public", async () => {
  stored = { ...stored, published_at: "2026-03-02T11:00:00.000Z" };
  ended = { incident: { id: "acme-1", title: "Panne à Lyon", suspected: false, resolved_at: null, stopped_at: null, updates: 1, channels: [] }, not_told: [] };
  await show();
  await click("It is over, say nothing in public");
  expect(written).toEqual([{ path: "../incidents/acme-1/resolve", body: { publish: false } }]);
});

test("of two texts the colleague's can be taken", async () => {
  await show();
  await type("Panne à Lyon seulement");
  byNora();
  await settle(6_000);
  await click("Take this text");
  expect(field().value).toBe("Panne réparée à 14 h");
  expect(root.querySelector("[role=alert]")).toBeNull();
});

test("a text that came after the page looked last is not published unread", async () => {
  await show();
  await click("Publish on all accounts");
  byNora();
  await click("Yes, post it in public now");
  expect(stored.published_at).toBeNull();
  await settle(6_000);
  expect(field().value).toBe("Panne réparée à 14 h");
  expect(root.textContent).not.toContain("Yes, post it in public now"); // they were sure of another text
});

test("the dialog knows what is not saved, and forgets it when it is", async () => {
  await show();
  const cancel = () => act(async () => void root.querySelector("dialog")!.dispatchEvent(new Event("cancel", { cancelable: true })));
  await type("Panne à Lyon seulement");
  await cancel();
  expect(root.textContent).toContain("is not kept");
  await click("Go on writing");
  await click("Save");
  await cancel();
  expect(root.textContent).not.toContain("is not kept");
});

test("what became of the follow-ups adds up to the tickets", async () => {
  ended = { tickets: 22, customers: 22, follow_ups_sent: 12, follow_ups_skipped: 1, follow_ups_failed: 2, follow_ups_left: 7 };
  await show();
  expect(root.textContent).toContain("told that it is over: 12, needed no word: 1, not reached: 2, left: 7");
});
