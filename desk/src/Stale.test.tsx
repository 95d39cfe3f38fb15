import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call, failing, usePolled } from "./api/polling";
import type { Me } from "./api/types";
import { useLanguage } from "./i18n";
import { session } from "./session/session";
import { Stale } from "./Stale";
import { settle } from "./ui/testing";

let status: number;
let place: HTMLElement;

function Part() {
  const polled = usePolled("part", (headers, signal) => call("get", "/tickets/{ticket_id}", { path: { ticket_id: "T-1" }, headers, signal }));
  return <p class="part">{polled.error?.status ?? polled.data?.id}</p>;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  useLanguage("en");
  session.set({ is: "signed_in", me: { id: "sophie" } as Me });
  status = 200;
  vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
    if (status !== 200) return new Response(JSON.stringify({ status, detail: "The error was logged." }), { status });
    return headers["If-None-Match"] ? new Response(null, { status: 304 }) : new Response(JSON.stringify({ id: "T-1" }), { headers: { ETag: "1" } });
  });
  place = document.createElement("div");
});

afterEach(async () => {
  await act(async () => render(null, place));
  expect(failing.get().size).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([500, 403])("what the API refuses again and again (%i) is said to be old, until it answers again", async (refused) => {
  await act(async () => render(<><Stale /><Part /></>, place));
  await settle();
  expect(place.querySelector(".banner")).toBeNull();
  status = refused;
  for (let round = 0; round < 4; round += 1) await settle(5_000);
  expect(place.querySelector(".banner")!.textContent).toContain("A part of the page is as it was at");
  status = 200;
  for (let round = 0; round < 2; round += 1) await settle(5_000);
  expect(place.querySelector(".banner")).toBeNull();
  expect(place.querySelector(".part")!.textContent).toBe("T-1"); // answered with 304: the error is over all the same
});

test("a ticket that does not exist is no old one", async () => {
  status = 404;
  await act(async () => render(<><Stale /><Part /></>, place));
  for (let round = 0; round < 4; round += 1) await settle(5_000);
  expect(place.querySelector(".banner")).toBeNull();
});
