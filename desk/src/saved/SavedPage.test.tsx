import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Brand, SavedReply } from "../api/types";
import { useLanguage } from "../i18n";
import { SavedPage } from "./SavedPage";

const brand = { id: "acme", languages: ["en"] } as unknown as Brand;
const reply = (title: string, minute: number) => ({ id: "late", brand: "acme", title, texts: { en: `${title}!` }, uses: 0, updated_at: `2026-03-02T10:0${minute}:00.000Z`, updated_by: "Marc" }) as unknown as SavedReply;
const CHANGES = [
  { id: "late", at: "2026-03-02T10:02:00.000Z", by: "Marc", by_id: "m", act: "deleted", title: "Late", before: { title: "Late", texts: { en: "Sorry!" }, updated_at: "2026-03-02T10:01:00.000Z", updated_by: "Sophie" } },
  { id: "late", at: "2026-03-02T10:01:00.000Z", by: "Sophie", by_id: "s", act: "added", title: "Late", before: null },
];
let stored: SavedReply[];
let puts: { title: string; seen: string | null }[];
let place: HTMLElement;

beforeEach(async () => {
  useLanguage("en");
  stored = [reply("Late", 0)];
  puts = [];
  HTMLDialogElement.prototype.showModal ??= function () {};
  vi.stubGlobal("fetch", async (path: string, { method, body, headers }: { method: string; body?: string; headers: Record<string, string> }) => {
    if (path.includes("/saved-reply-changes")) return new Response(JSON.stringify(path.includes("cursor") ? { items: CHANGES.slice(1), next_cursor: null } : { items: CHANGES.slice(0, 1), next_cursor: "1" }));
    if (method === "GET") return new Response(JSON.stringify({ items: stored }));
    const { title } = JSON.parse(body!);
    const seen = headers["If-Match"] ?? null;
    puts.push({ title, seen });
    if (seen !== null && seen !== `"${stored[0]?.updated_at}"`) return new Response(JSON.stringify({ status: 412, detail: "changed" }), { status: 412 });
    stored = [reply(title, 5)];
    return new Response(JSON.stringify(stored[0]));
  });
  place = document.createElement("div");
  document.body.append(place);
  await act(async () => render(<SavedPage brand={brand} />, place));
  await settle();
});

afterEach(async () => {
  await act(async () => render(null, place));
  vi.unstubAllGlobals();
});

const settle = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 0))));
const title = () => place.querySelector<HTMLInputElement>("dialog input")!;
const edit = () => act(async () => [...place.querySelectorAll("button")].find((each) => each.textContent === "Edit")!.click());

async function keep(text: string): Promise<void> {
  await act(async () => {
    title().value = text;
    title().dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => void place.querySelector("dialog form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  await settle();
}

test("a saved reply is kept in the version that was read", async () => {
  await edit();
  await keep("Parcel late");
  expect([puts, title()]).toEqual([[{ title: "Parcel late", seen: '"2026-03-02T10:00:00.000Z"' }], null]);
});

test("what somebody else has changed meanwhile is shown, mine stays, and is kept when I say so again", async () => {
  await edit();
  stored = [reply("Marc's", 1)];
  await keep("Mine");
  expect(title().value).toBe("Mine");
  expect(place.querySelector("dialog [role=alert]")!.textContent).toContain("Marc's!");
  expect(stored[0]!.title).toBe("Marc's");
  await keep("Mine");
  expect([stored[0]!.title, puts.at(-1)!.seen]).toEqual(["Mine", '"2026-03-02T10:01:00.000Z"']);
});

test("what somebody else has deleted meanwhile comes back only when I say so again", async () => {
  await edit();
  stored = [];
  await keep("Mine");
  expect(place.querySelector("dialog [role=alert]")!.textContent).toContain("deleted");
  expect(stored).toEqual([]);
  await keep("Mine");
  expect([stored[0]!.title, puts.at(-1)!.seen]).toEqual(["Mine", null]);
});

test("who changed and removed which text is read when somebody asks, page by page", async () => {
  const history = place.querySelector<HTMLDetailsElement>(".saved-changes")!;
  expect(history.querySelectorAll("li")).toHaveLength(0);
  await act(async () => {
    history.open = true;
    history.dispatchEvent(new Event("toggle"));
  });
  await settle();
  expect(history.textContent).toContain("Marc removed “Late”");
  expect(history.querySelector("li details")!.textContent).toMatch(/Sophie.*Sorry!/);
  await act(async () => [...history.querySelectorAll("button")].at(-1)!.click());
  await settle();
  expect([...history.querySelectorAll("li p")].map((each) => each.textContent)).toContainEqual(expect.stringContaining("Sophie added “Late”"));
});
