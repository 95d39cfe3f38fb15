import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../api/types";
import { useLanguage } from "../i18n";
import { Attachments } from "./Attachments";
import { settle } from "../ui/testing";

const MINUTE = 60_000;
let place: HTMLElement;
let given: number;
let opened: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  given = 0;
  opened = [];
  place = document.createElement("div");
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ url: `https://bucket.example/${++given}` })));
  vi.spyOn(window, "open").mockImplementation((address) => (opened.push(String(address)), null));
});

afterEach(async () => {
  await act(async () => render(null, place));
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const shown = (name: string) => place.querySelector<HTMLMediaElement>(name);
const fail = async (name: string) => {
  await act(async () => void shown(name)!.dispatchEvent(new Event("error")));
  await settle();
};

async function show(type: string): Promise<void> {
  const attachment = { id: "a", type, status: "stored", href: "/files/a", title: "box", size: 2048, duration: null, label: null, lines: [], latitude: null, longitude: null };
  await act(async () => render(<Attachments message={{ attachments: [attachment] } as unknown as Message} />, place));
  await settle();
}

test.each([["image", "img"], ["sticker", "img"], ["voice", "audio"], ["audio", "audio"], ["video", "video"]])("the address of %s is asked for again when it has run out", async (type, element) => {
  await show(type);
  expect(shown(element)!.getAttribute("src")).toBe("https://bucket.example/1");
  await settle(6 * MINUTE);
  await fail(element);
  expect(shown(element)!.getAttribute("src")).toBe("https://bucket.example/2");
});

test("a voice note goes on where it was when its address ran out", async () => {
  await show("voice");
  await settle(6 * MINUTE);
  const audio = shown("audio")!;
  const play = vi.spyOn(audio, "play").mockResolvedValue();
  audio.currentTime = 12;
  await fail("audio");
  audio.currentTime = 0; // what a browser does with another address
  await act(async () => void audio.dispatchEvent(new Event("loadedmetadata")));
  expect([audio.currentTime, play.mock.calls.length]).toEqual([12, 1]);
});

test("what cannot be shown with a fresh address either is not asked for again and again, and can be opened", async () => {
  await show("image");
  await fail("img");
  expect([given, shown("img")]).toEqual([1, null]);
  expect(place.textContent).toContain("cannot be shown here");
  await act(async () => place.querySelector("button")!.click());
  await settle();
  expect(opened).toEqual(["https://bucket.example/2"]);
});

test("the link of a picture leads to the picture, however long the ticket is open", async () => {
  await show("image");
  await settle(6 * MINUTE);
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  await act(async () => void place.querySelector("a")!.dispatchEvent(click));
  await settle();
  expect([click.defaultPrevented, opened]).toEqual([true, ["https://bucket.example/2"]]);
});
