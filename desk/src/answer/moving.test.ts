import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { session } from "../session/session";
import type { Ticket } from "../api/types";
import { carryOut } from "../ui/later";
import { keepDraft, keepNext, readAllWaiting, readDraft, type Draft } from "./drafts";
import { inFlight, launch } from "./flight";
import { moveAlong } from "./moving";
import { stopFollowing } from "./waiting";

const BODY = { visibility: "public", text: "Bonjour", initials: "SB" };
const begun: Draft = { mode: "public", text: "Bonjour", privateText: "", at: 1, attempt: { key: "K1", body: JSON.stringify(BODY), begun: true } };
let posts: { path: string; key: string }[];
let answer: () => Response;

beforeEach(() => {
  vi.useFakeTimers();
  useLanguage("en");
  localStorage.clear();
  session.set({ is: "signed_in", me: { id: "sophie" } } as never);
  posts = [];
  vi.stubGlobal("fetch", async (path: string, { method, headers }: { method: string; headers: Record<string, string> }) => {
    if (method !== "POST") return new Response(JSON.stringify({ id: "T-1", merged_into: "T-2" }));
    posts.push({ path, key: headers["Idempotency-Key"]! });
    return answer();
  });
});

afterEach(() => {
  stopFollowing();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const says = (status: number, body: object, headers = {}) => () => new Response(JSON.stringify(body), { status, headers });
const SENT = says(201, { status: "sent", parts: [{ status: "sent", message_id: "m" }] });
const REFUSED = says(409, { status: 409, reason: "ticket_closed", detail: "closed" });

test("an answer that was perhaps sent is asked about under its key where it was sent, and is no text for the other ticket", async () => {
  keepDraft("sophie", "T-1", begun);
  keepNext("sophie", "T-1", { ...begun, text: "and more", attempt: null });
  answer = SENT;
  moveAlong("sophie", "T-1", "T-2", "Mia");
  expect(readDraft("sophie", "T-2")).toMatchObject({ text: "and more", attempt: null });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(posts).toEqual([{ path: expect.stringContaining("/tickets/T-1/replies"), key: "K1" }]);
  expect([readAllWaiting("sophie"), readDraft("sophie", "T-1"), readDraft("sophie", "T-2")!.text]).toEqual([[], null, "and more"]);
});

test("when it was not sent after all its words come back in the ticket that stays", async () => {
  keepDraft("sophie", "T-1", begun);
  answer = REFUSED;
  moveAlong("sophie", "T-1", "T-2", "Mia");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([readDraft("sophie", "T-1"), readDraft("sophie", "T-2")]).toMatchObject([null, { text: "Bonjour", attempt: null }]);
});

const seen = { id: "T-1", version: 1, customer: { name: "Mia" } } as unknown as Ticket;

function sends(): void {
  keepDraft("sophie", "T-1", { ...begun, attempt: null });
  launch({ me: "sophie", base: { seen, marked: 0, latest: seen }, written: { ...begun, attempt: null }, body: BODY, then: "stay", onOutcome: () => {}, onEnd: () => {} });
}

test("an answer on its way stays where it is sent; what was typed since goes along", async () => {
  answer = SENT;
  sends();
  keepNext("sophie", "T-1", { ...begun, text: "and more", attempt: null });
  moveAlong("sophie", "T-1", "T-2", "Mia");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(posts).toHaveLength(1);
  expect([readDraft("sophie", "T-1"), readDraft("sophie", "T-2")!.text]).toEqual([null, "and more"]);
});

test("when the platform asks to wait for long, field, ticket and sign-out are free at once", async () => {
  answer = says(202, { status: "waiting", parts: [{ status: "waiting", message_id: null }] }, { "Retry-After": "900" });
  sends();
  const out = carryOut();
  await vi.advanceTimersByTimeAsync(0);
  expect(await out).toBe(true);
  expect([inFlight.get().has("T-1"), readDraft("sophie", "T-1"), readAllWaiting("sophie").map((each) => each.status)]).toEqual([false, null, ["waiting"]]);
});
