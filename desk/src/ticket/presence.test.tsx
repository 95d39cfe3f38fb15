import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepDraft } from "../answer/drafts";
import type { Me, Viewer } from "../api/types";
import { session } from "../session/session";
import { usePresence } from "./presence";
import { settle } from "../ui/testing";

let place: HTMLElement;
let others: Viewer[];
let told: string[];
let answer: () => Promise<Response>;
const marc = () => new Response(JSON.stringify({ viewers: [{ agent_id: "marc", name: "Marc", activity: "typing" }] }));

function Part() {
  others = usePresence("T-1", "sophie");
  return null;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  session.set({ is: "signed_in", me: { id: "sophie" } as Me });
  told = [];
  answer = async () => marc();
  vi.stubGlobal("fetch", (_: string, { body }: { body: string }) => {
    told.push(JSON.parse(body).activity);
    return answer();
  });
  place = document.createElement("div");
});

afterEach(async () => {
  await act(async () => render(null, place));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = () => act(async () => render(<Part />, place)).then(() => settle());

test("somebody is no longer shown as typing when nobody knows", async () => {
  await show();
  answer = () => Promise.reject(new TypeError("no network"));
  await settle(10_000);
  expect(others.map((each) => each.name)).toEqual(["Marc"]); // one answer that is lost says nothing
  await settle(30_000);
  expect(others).toEqual([]);
});

test("that somebody goes is told after that they look, never before", async () => {
  let free = () => {};
  answer = () => new Promise((resolve) => (free = () => resolve(marc())));
  await show();
  await act(async () => render(null, place));
  await settle();
  expect(told).toEqual(["looking"]);
  free();
  await settle();
  expect(told).toEqual(["looking", "gone"]);
});

test("whoever looks something up in another tab with half an answer is still seen writing, for some minutes", async () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  keepDraft("sophie", "T-1", { mode: "public", text: "Bonjour,", privateText: "", at: Date.now() });
  await show();
  for (let round = 0; round < 6; round += 1) await settle(20_000);
  expect(new Set(told)).toEqual(new Set(["typing"]));
  for (let round = 0; round < 40; round += 1) await settle(20_000);
  told = [];
  await settle(20_000);
  expect(told).toEqual([]);
  keepDraft("sophie", "T-1", { mode: "public", text: "", privateText: "", at: Date.now() });
  hidden.mockRestore();
});

test("a page that nobody sees and in which nothing was written tells nobody that somebody is there", async () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await show();
  await settle(20_000);
  expect(told).toEqual([]);
  hidden.mockRestore();
});
