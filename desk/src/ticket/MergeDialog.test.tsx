import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { keepDraft, keepNote, readDraft, readNote } from "../answer/drafts";
import type { Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { session } from "../session/session";
import { MergeDialog } from "./MergeDialog";

const ticket = (id: string) => ({ id, brand: "acme", channel: "facebook", status: "open", customer: { id: "C-1", name: "Mia" }, excerpt: "hello", excerpt_kind: "text", created_at: "2026-03-01T00:00:00.000Z" }) as unknown as Ticket;

afterEach(() => void vi.unstubAllGlobals());

test("who merges a ticket in which they write takes along what they have typed", async () => {
  useLanguage("en");
  localStorage.clear();
  session.set({ is: "signed_in", me: { id: "sophie" } } as never);
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ tickets: [ticket("T-1"), ticket("T-2")] })));
  document.body.innerHTML = "<div id=root></div>";
  const root = document.getElementById("root")!;
  keepDraft("sophie", "T-1", { mode: "public", text: "half an answer", privateText: "", at: 1 });
  keepNote("sophie", "T-1", "half a note");
  await act(async () => render(<MergeDialog ticket={ticket("T-1")} me="sophie" onClose={() => {}} onDone={() => {}} />, root));
  const press = async (what: string) => {
    const button = await vi.waitFor(() => root.querySelector<HTMLElement>(what) ?? Promise.reject(new Error(what)));
    await act(async () => button.click());
  };
  await press(".other-ticket");
  await press(".primary");
  await vi.waitFor(() => expect(location.hash).toContain("T-2"));
  expect([readDraft("sophie", "T-2")?.text, readNote("sophie", "T-2"), readDraft("sophie", "T-1")]).toEqual(["half an answer", "half a note", null]);
  await act(async () => render(null, root));
});
