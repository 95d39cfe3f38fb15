import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { keepDraft, keepNote, readDraft, readNote } from "../answer/drafts";
import type { Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { session } from "../session/session";
import { settle } from "../ui/testing";
import { MergeDialog } from "./MergeDialog";

const ticket = (id: string) => ({ id, brand: "acme", channel: "facebook", status: "open", customer: { id: "C-1", name: "Mia" }, excerpt: "hello", created_at: "2026-03-01T00:00:00.000Z" }) as unknown as Ticket;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("who merges a ticket in which they write takes along what they have typed", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  useLanguage("en");
  localStorage.clear();
  session.set({ is: "signed_in", me: { id: "sophie" } } as never);
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ tickets: [ticket("T-1"), ticket("T-2")] })));
  document.body.innerHTML = "<div id=root></div>";
  const root = document.getElementById("root")!;
  keepDraft("sophie", "T-1", { mode: "public", text: "half an answer", privateText: "", at: 1 });
  keepNote("sophie", "T-1", "half a note");
  await act(async () => render(<MergeDialog ticket={ticket("T-1")} me="sophie" onClose={() => {}} onDone={() => {}} />, root));
  await settle();
  await act(async () => root.querySelector<HTMLElement>(".other-ticket")!.click());
  await act(async () => root.querySelector<HTMLElement>(".primary")!.click());
  await settle();
  expect(location.hash).toContain("T-2");
  expect([readDraft("sophie", "T-2")?.text, readNote("sophie", "T-2"), readDraft("sophie", "T-1")]).toEqual(["half an answer", "half a note", null]);
  await act(async () => render(null, root));
});
