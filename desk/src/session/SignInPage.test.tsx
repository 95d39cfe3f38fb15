import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { settle } from "../ui/testing";
import type { SessionState } from "./session";
import { SignInPage } from "./SignInPage";

const root = document.createElement("div");
let asked: [string, RequestInit][];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  useLanguage("en");
  asked = [];
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    asked.push([path, options]);
    return new Response("{}");
  });
});

afterEach(async () => {
  await act(async () => render(null, root));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = (state: SessionState) => act(async () => render(<SignInPage state={state} onSignIn={() => {}} onRetry={() => {}} />, root));

test("while somebody reads how to sign in the API is started, once and without a token", async () => {
  await show({ is: "signed_out", refused: false });
  await settle(60_000);
  expect(asked.map(([path]) => path)).toEqual(["../health", "../health", "../health"]);
  expect(asked.every(([, options]) => options.keepalive && !options.headers)).toBe(true);
});

test("whoever is back at once has nothing started beside what they ask for", async () => {
  await show({ is: "signed_out", refused: false });
  await settle(500);
  await act(async () => render(null, root));
  await settle(60_000);
  expect(asked).toEqual([]);
});
