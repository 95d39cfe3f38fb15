import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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
