import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { announced } from "../ui/announce";
import { Toasts } from "../ui/toasts";
import { useMentions } from "./mentions";
import { settle } from "../ui/testing";

const root = document.createElement("div");
let tickets: { id: string; customer: { name: string } }[] = [];

function Page({ brand, count }: { brand: string; count: number | undefined }) {
  useMentions("sophie", brand, count);
  return <Toasts />;
}

async function show(count: number | undefined, brand = "acme"): Promise<string[]> {
  await act(async () => render(<Page brand={brand} count={count} />, root));
  await settle(100);
  return [...root.querySelectorAll(".toast > span")].map((each) => each.textContent!);
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ["en", "A note on the ticket of Mia names you"],
  ["fr", "Une note sur le ticket de Mia vous est adressée"],
] as const)("a note that names somebody is announced to them once (%s), with a way to the ticket", async (language, text) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  useLanguage(language);
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify({ items: tickets, next_cursor: null }));
  });
  await act(async () => render(null, root));
  tickets = [{ id: "T-OLD", customer: { name: "Jean" } }];
  expect(await show(undefined)).toEqual([]);
  expect(await show(1)).toEqual([]); // it was there before; the side says so
  tickets = [...tickets, { id: "T-NEW", customer: { name: "Mia" } }];
  expect(await show(2)).toEqual([text]);
  await settle(1_100); // what was announced before has its time
  expect(announced.get()).toBe(text);
  expect(root.querySelectorAll(".toast button")).toHaveLength(1);
  expect(asked.at(-1)).toContain("mentioned=sophie");
  tickets = tickets.slice(1);
  expect(await show(1)).toEqual([text]); // one was answered
  tickets = [{ id: "T-OTHER", customer: { name: "Zoé" } }];
  expect(await show(2, "other")).toEqual([text]); // another brand
  await settle(20_000);
});
