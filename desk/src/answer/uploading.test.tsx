import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { mark } from "../ticket/ownChanges";
import { guardLeaving, stopAll } from "../ui/later";
import { toasts } from "../ui/toasts";
import { Answer } from "./Answer";
import { readDraft } from "./drafts";
import { moveUploads } from "./uploading";

const me = { id: "sophie", name: "Sophie Bernard", scopes: ["tickets:write"], agent: { initials: "SB" } } as unknown as Me;
const way = { possible: true, detail: null, unit: "characters", limit: 500, attachments: { max_files: 4, files: [{ mime_types: ["image/png"], max_size: 5_000_000 }] } };
let place: HTMLElement;
let ticket: Ticket;
let finish: (status: number) => void;
let count = 0;

/** A bucket that answers when the test says so. */
class Bucket {
  upload: { onprogress?: (event: object) => void } = {};
  status = 0;
  onload = () => {};
  onabort = () => {};
  open() {}
  send() {
    finish = (status) => {
      this.status = status;
      this.onload();
    };
    this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 2 });
  }
  abort() {
    this.onabort();
  }
}

beforeEach(() => {
  useLanguage("en");
  localStorage.clear();
  count += 1;
  ticket = { id: `T-${count}`, version: 2, status: "open", visibility: "private", brand: "acme", language: "fr", customer: { name: "Mia" }, tags: [] } as unknown as Ticket;
  vi.stubGlobal("XMLHttpRequest", Bucket);
  vi.stubGlobal("fetch", async (path: string) => new Response(JSON.stringify(path.endsWith("/uploads") ? { id: "u-1", url: "https://bucket.example", fields: {} } : path.endsWith("/reply-options") ? { public: way, private: way } : { findings: [] })));
  document.body.innerHTML = '<div id="place"></div>';
  place = document.getElementById("place")!;
});

afterEach(async () => {
  await act(async () => render(null, place));
  await stopAll();
  vi.unstubAllGlobals();
});

const settle = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 0))));
const files = () => [...place.querySelectorAll(".answer-files li")].map((each) => `${each.querySelector(".name")!.textContent} ${each.querySelector("progress") ? "on its way" : each.className || "there"}`);

async function show(id = ticket.id): Promise<void> {
  const shown = { ...ticket, id };
  const base = { seen: shown, marked: mark(id), latest: shown };
  await act(async () => render(<Answer key={id} ticket={shown} messages={[]} base={base} me={me} onSent={() => {}} onNext={() => {}} />, place));
  await settle();
}

async function hide(): Promise<void> {
  await act(async () => render(null, place));
}

async function attach(): Promise<void> {
  const input = place.querySelector<HTMLInputElement>("input[type=file]")!;
  Object.defineProperty(input, "files", { value: [new File(["x"], "box.png", { type: "image/png" })] });
  await act(async () => void input.dispatchEvent(new Event("change", { bubbles: true })));
  await settle();
}

test("a file on its way goes on when another ticket is opened, and stands in the draft", async () => {
  await show();
  await attach();
  expect(files()).toEqual(["box.png on its way"]);
  await hide();
  finish(204);
  await settle();
  expect(readDraft("sophie", ticket.id)).toMatchObject({ mode: "private", files: [{ id: "u-1", name: "box.png" }] });
  await show();
  expect(files()).toEqual(["box.png there"]);
});

test("back at the ticket, it is still on its way, and then there", async () => {
  await show();
  await attach();
  await hide();
  await show();
  expect(files()).toEqual(["box.png on its way"]);
  finish(204);
  await settle();
  expect(files()).toEqual(["box.png there"]);
  expect(readDraft("sophie", ticket.id)?.files).toHaveLength(1);
});

test("a file that failed meanwhile is named, with its ticket", async () => {
  await show();
  await attach();
  await hide();
  finish(403);
  await settle();
  expect(toasts.get().at(-1)).toMatchObject({ tone: "bad", ticket: ticket.id, text: expect.stringContaining("box.png") });
});

test("the page asks before it is left while a file is on its way", async () => {
  guardLeaving();
  const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  await show();
  await attach();
  expect(asks()).toBe(true);
  finish(204);
  await settle();
  expect(asks()).toBe(false);
});

test("what was removed, or is given up at signing out, stops and is kept nowhere", async () => {
  await show();
  await attach();
  await act(async () => place.querySelector<HTMLButtonElement>(".answer-files button")!.click());
  await hide();
  finish(204);
  await settle();
  expect(readDraft("sophie", ticket.id)).toBeNull();
  await show();
  await attach();
  await stopAll();
  await hide();
  finish(204);
  await settle();
  expect(readDraft("sophie", ticket.id)).toBeNull();
});

test("a file of a ticket that was merged meanwhile goes to the one that it became", async () => {
  await show();
  await attach();
  moveUploads("sophie", ticket.id, "T-into");
  await hide();
  finish(204);
  await settle();
  expect(readDraft("sophie", "T-into")?.files).toHaveLength(1);
});
