import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me, Message, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { typed } from "../ticket/presence";
import { did, mark } from "../ticket/ownChanges";
import { undoLast } from "../ui/toasts";
import { Answer } from "./Answer";
import { keepDraft, readDraft } from "./drafts";
import { followWaiting, stopFollowing } from "./waiting";
import { WaitingAnswers } from "./WaitingAnswers";
import { settle, typeInto } from "../ui/testing";

const me = { id: "sophie", name: "Sophie Bernard", scopes: ["tickets:write"], agent: { initials: "SB" } } as unknown as Me;
const message = (id: string, text = id, at = "2026-03-02T10:00:00.000Z") => ({ id, text, author: { name: "Mia" }, attachments: [], occurred_at: at }) as unknown as Message;
let ticket: Ticket;
let options: object;
let place: HTMLElement;
let asked: { method: string; path: string; headers: Record<string, string>; body: any }[];
let answers: Record<string, (body: any) => [number, object] | Promise<[number, object]>>;
let count = 0;

const way = (possible: boolean) => ({ possible, detail: possible ? null : "The window is closed.", unit: "characters", limit: 500, attachments: null });
const posts = (to: string) => asked.filter((each) => each.method === "POST" && each.path.endsWith(to));
const field = () => place.querySelector<HTMLTextAreaElement>(".writing textarea")!;
const sent = (id = "m-own") => [201, { status: "sent", parts: [{ message_id: id, status: "sent" }] }] as [number, object];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  useLanguage("en");
  localStorage.clear();
  (me as { scopes: string[] }).scopes = ["tickets:write"];
  count += 1;
  ticket = { id: `T-${count}`, version: 2, status: "open", assignee: null, message_count: 1, last_customer_message_at: "2026-03-02T10:00:00.000Z", visibility: "public", brand: "acme", language: "fr", customer: { name: "Mia" }, tags: [] } as unknown as Ticket;
  options = { public: way(true), private: way(true) };
  asked = [];
  answers = { "POST /replies": () => sent(), "GET /reply-options": () => [200, options], [`GET /${ticket.id}`]: () => [200, ticket], [`PATCH /${ticket.id}`]: () => [200, ticket], "GET /messages": () => [200, { items: [message("m1")], next_cursor: null }], "POST /check": () => [200, { findings: [] }] };
  vi.stubGlobal("fetch", async (path: string, { method, body, headers }: { method: string; body?: string; headers: Record<string, string> }) => {
    const said = body ? JSON.parse(body) : undefined;
    asked.push({ method, path, headers, body: said });
    const key = Object.keys(answers).find((each) => each.split(" ")[0] === method && path.split("?")[0]!.endsWith(each.split(" ")[1]!))!;
    const [status, answer] = await answers[key]!(said);
    return new Response(JSON.stringify(answer), { status });
  });
  document.body.innerHTML = '<h1 id="ticket-title" tabindex="-1"></h1><div id="place"></div>';
  place = document.getElementById("place")!;
});

afterEach(async () => {
  stopFollowing();
  await act(async () => render(null, place));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(messages: Message[] | null = [message("m1")], version = ticket.version): Promise<void> {
  ticket = { ...ticket, version };
  const base = { seen: ticket, marked: mark(ticket.id), latest: ticket };
  await act(async () => render(
      <>
        <WaitingAnswers tickets={[ticket.id]} me={me} now={Date.now()} />
        <Answer key={ticket.id} ticket={ticket} messages={messages} base={base} me={me} onSent={() => {}} onNext={() => {}} />
      </>,
      place,
    ));
  await settle();
}

const type = (text: string) => typeInto(field(), text);

async function click(text: string): Promise<void> {
  const button = [...place.querySelectorAll("button")].find((each) => each.textContent?.trim() === text)!;
  await act(async () => button.click());
}

async function reload(): Promise<void> {
  await act(async () => render(null, place));
  await show();
}

const chosen = () => [...place.querySelectorAll<HTMLInputElement>(".modes input")].findIndex((each) => each.checked);
const PUBLIC = 0;
const PRIVATE = 1;
const sendButton = () => place.querySelector<HTMLButtonElement>("footer .primary")!;

test.each([
  ["private", { public: way(true), private: way(false) }],
  ["move_to_private", { public: way(true), private: way(false) }],
] as const)("a text for one reader stays %s when that way closes, says why, and cannot be sent", async (mode, later) => {
  keepDraft("sophie", ticket.id, { mode, text: "votre dossier 12", privateText: "refusé", at: Date.now(), seen: ["m1"] });
  await show();
  const before = chosen();
  expect(sendButton().disabled).toBe(false);
  options = later;
  await show([message("m1")], 3);
  expect(chosen()).toBe(before);
  expect(sendButton().disabled).toBe(true);
  expect(place.querySelector("[role=status] .answer-note.bad")!.textContent).toBe("The window is closed.");
  await act(async () => void field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true })));
  await settle(6_000);
  expect(posts("/replies")).toEqual([]);
});

test("a private ticket is never answered in public by itself, even while nothing is written", async () => {
  ticket = { ...ticket, visibility: "private" } as Ticket;
  options = { public: way(true), private: way(false) };
  await show();
  expect(chosen()).toBe(PRIVATE);
  await type("votre dossier");
  expect(sendButton().disabled).toBe(true);
});

const inbound = (id: string, visibility: string, at = `2026-03-02T10:0${id.at(-1)}:00.000Z`) => ({ ...message(id, id, at), direction: "inbound", visibility }) as unknown as Message;
const ours = (id: string, visibility: string) => ({ ...message(id, id, "2026-03-02T11:00:00.000Z"), direction: "outbound", visibility }) as unknown as Message;
const ofCustomer = (...all: string[]) => all.map((visibility, at) => inbound(`m${at + 1}`, visibility));

test.each([
  ["public", ofCustomer("public"), PUBLIC],
  ["public", ofCustomer("public", "private"), PRIVATE],
  ["public", [...ofCustomer("public", "private"), ours("m9", "public")], PRIVATE],
  ["public", ofCustomer("public", "private", "public"), PUBLIC],
  ["public", [inbound("m1", "private", "2026-03-02T12:00:00.000Z"), inbound("m2", "public", "2026-03-02T09:00:00.000Z")], PRIVATE],
  ["private", ofCustomer("private"), PRIVATE],
  ["private", ofCustomer("public"), PRIVATE],
] as [string, Message[], number][])("an answer goes where the customer wrote last, unless somebody chooses (%s ticket, case %#)", async (visibility, messages, way) => {
  ticket = { ...ticket, visibility } as Ticket;
  await show(messages);
  expect(chosen()).toBe(way);
});

test.each([
  [{ continues_in_private: true }, PRIVATE],
  [{ merged_tickets: ["T-0"] }, PRIVATE],
  [{ continues_in_private: false, merged_tickets: [] }, PUBLIC],
])("while the messages are not read, what may have gone on in private is answered in private (%o)", async (more, way) => {
  ticket = { ...ticket, ...more } as Ticket;
  await show(null);
  expect(chosen()).toBe(way);
  await show(ofCustomer("public", "private"));
  expect(chosen()).toBe(PRIVATE);
});

test("when the customer goes on in private, an empty field follows; a written one stays, says so and asks", async () => {
  await show(ofCustomer("public"));
  await show(ofCustomer("public", "private"), 3);
  expect(chosen()).toBe(PRIVATE);
  await act(async () => place.querySelectorAll<HTMLInputElement>(".modes input")[PUBLIC]!.click());
  await show(ofCustomer("public", "private"), 4);
  expect(chosen()).toBe(PUBLIC); // a click of their own
  await type("Bonjour");
  await show(ofCustomer("public", "private", "private"), 5);
  expect(chosen()).toBe(PUBLIC);
  await click("Send");
  expect(place.querySelector("dialog")!.textContent).toContain("The customer has written in private. Your answer is public.");
});

test("a way that was chosen before the messages are read stays chosen", async () => {
  await show(null);
  await act(async () => place.querySelectorAll<HTMLInputElement>(".modes input")[PRIVATE]!.click());
  await show(ofCustomer("public"));
  expect(chosen()).toBe(PRIVATE);
});

const CARD = [{ kind: "card_number", start: 0, end: 4 }];
const tick = () => place.querySelector<HTMLInputElement>(".answer-note .switch input");
const inText = (...words: string[]) => (body: { text: string }): [number, object] => [200, { findings: words.some((each) => body.text.includes(each)) ? CARD : [] }];

test.each([
  ["another text", async () => type("4970 instead")],
  ["a longer text", async () => type("4111 and 4970")],
  ["another text after a harmless one", async () => (await type("harmless"), await settle(700), await type("4970"))],
])("personal data is allowed for the text that was shown, and not for %s", async (_, change) => {
  (me as { scopes: string[] }).scopes = ["tickets:write", "replies:override"];
  answers["POST /check"] = inText("4111", "4970");
  await show();
  await type("4111");
  await settle(700);
  await act(async () => tick()!.click());
  await change();
  await click("Send"); // before it was looked at
  await settle(6_000);
  expect(posts("/replies").map((each) => each.body.allow_personal_data)).toEqual([undefined]);
});

test("what was allowed is sent as allowed", async () => {
  (me as { scopes: string[] }).scopes = ["tickets:write", "replies:override"];
  answers["POST /check"] = inText("4111");
  await show();
  await type("4111");
  await settle(700);
  await act(async () => tick()!.click());
  expect(tick()!.checked).toBe(true);
  await click("Send");
  await settle(6_000);
  expect(posts("/replies").map((each) => each.body.allow_personal_data)).toEqual([true]);
});

test("the private text of an invitation is counted, too", async () => {
  keepDraft("sophie", ticket.id, { mode: "move_to_private", text: "Écrivez-nous", privateText: "a".repeat(501), at: Date.now(), seen: ["m1"] });
  await show();
  expect(sendButton().disabled).toBe(true);
  expect(place.textContent).toContain("1 too long");
  await typeInto(place.querySelectorAll<HTMLTextAreaElement>(".answer textarea")[1]!, "a".repeat(500));
  expect(sendButton().disabled).toBe(false);
});

test("what is marked in a public answer is right in a private one", async () => {
  answers["POST /check"] = inText("4111");
  await show();
  await type("4111");
  await settle(700);
  expect(field().getAttribute("aria-invalid")).toBe("true");
  await act(async () => place.querySelectorAll<HTMLInputElement>(".modes input")[PRIVATE]!.click());
  expect([field().getAttribute("aria-invalid"), place.querySelector(".answer-note.bad"), place.querySelector("mark")]).toEqual(["false", null, null]);
});

test("while nothing is written, the private way is chosen where no public one is open", async () => {
  options = { public: way(false), private: way(true) };
  await show();
  expect(chosen()).toBe(PRIVATE);
});

test("a private answer that is taken back makes what was typed meanwhile in public private too", async () => {
  keepDraft("sophie", ticket.id, { mode: "private", text: "dossier 12", privateText: "", at: Date.now(), seen: ["m1"] });
  await show();
  await click("Send");
  await act(async () => place.querySelectorAll<HTMLInputElement>(".modes input")[PUBLIC]!.click());
  await type("merci");
  await act(async () => void undoLast());
  await settle();
  expect([field().value, chosen()]).toEqual(["dossier 12\nmerci", PRIVATE]);
});

test.each(["undo", "refused"])("an answer that comes back (%s) stands before what was typed meanwhile", async (how) => {
  answers["POST /replies"] = () => [409, { status: 409, detail: "No private way.", reason: "no_private_way" }];
  await show();
  await type("Bonjour, votre colis");
  await click("Send");
  expect(field().value).toBe("");
  await type("et aussi");
  if (how === "undo") await act(async () => void undoLast());
  await settle(6_000);
  expect(field().value).toBe("Bonjour, votre colis\net aussi");
  expect(readDraft("sophie", ticket.id)?.text).toBe("Bonjour, votre colis\net aussi");
  await reload();
  expect(field().value).toBe("Bonjour, votre colis\net aussi");
});

test("what is typed while an answer is on its way is a draft too, and stays when that one was sent", async () => {
  await show();
  await type("Bonjour");
  await click("Send");
  await type("Encore une chose");
  await settle(6_000);
  expect(field().value).toBe("Encore une chose");
  await reload();
  expect(field().value).toBe("Encore une chose");
});

test.each([1_000, 6_000])("a page that is reloaded %i ms after Send sends the answer under the same key", async (after) => {
  let free: (value: [number, object]) => void = () => {};
  answers["POST /replies"] = () => new Promise((resolve) => (free = resolve)); // nobody answers
  await show();
  await type("Bonjour, c'est réglé");
  await click("Send");
  await settle(after);
  const before = posts("/replies").map((each) => each.headers["Idempotency-Key"]);
  const key = readDraft("sophie", ticket.id)?.attempt?.key;
  expect(key).toBeTruthy();
  for (const each of before) expect(each).toBe(key);
  // another page reads what this one has kept
  const kept = readDraft("sophie", ticket.id)!;
  await act(async () => render(null, place));
  ticket = { ...ticket, id: `${ticket.id}-again` };
  keepDraft("sophie", ticket.id, kept);
  answers["POST /replies"] = () => sent();
  await show();
  expect(field().value).toBe("Bonjour, c'est réglé");
  expect(place.textContent!.includes("may have been sent already")).toBe(after > 5_000);
  await click("Send");
  await settle(6_000);
  expect(posts("/replies").at(-1)!.headers["Idempotency-Key"]).toBe(key);
  free(sent());
  await settle();
});

test("leaving is asked about until the answer is known to be sent", async () => {
  const { guardLeaving } = await import("../ui/later");
  guardLeaving();
  let answer: (value: [number, object]) => void = () => {};
  answers["POST /replies"] = () => new Promise((resolve) => (answer = resolve));
  const leaves = () => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  await show();
  await type("Bonjour");
  expect(leaves()).toBe(true);
  await click("Send");
  expect(leaves()).toBe(false);
  await settle(6_000);
  expect(leaves()).toBe(false);
  answer(sent());
  await settle();
  expect(leaves()).toBe(true);
});

test("a message that arrives late is shown before the answer goes out, however old it is", async () => {
  await show();
  await type("Bonjour");
  await show([message("m0", "écrit avant"), message("m1")], 3);
  await click("Send");
  expect(place.querySelector("dialog")!.textContent).toContain("écrit avant");
  expect(place.querySelector("dialog")!.textContent).not.toContain("m1");
  await settle(6_000);
  expect(posts("/replies")).toEqual([]);
});

test.each([
  ["edited", { text: "do NOT cancel", edited_at: "2026-03-02T11:00:00.000Z" }, "do NOT cancel"],
  ["deleted", { text: null, deleted_at: "2026-03-02T11:00:00.000Z" }, "deleted by the customer"],
])("a message that its customer has %s since is shown before the answer goes out", async (_, change, shown) => {
  await show();
  await type("Bonjour");
  await show([{ ...message("m1"), ...change } as Message], 3);
  await click("Send");
  expect(place.querySelector("dialog")!.textContent).toContain(shown);
  await settle(6_000);
  expect(posts("/replies")).toEqual([]);
});

test("an answer on its way does not go out when its customer edits what it answers", async () => {
  answers["POST /replies"] = () => (asked.at(-1)!.headers["If-Match"] === '"3"' ? sent() : [409, { status: 409, detail: "changed", reason: "changed" }]);
  answers[`GET /${ticket.id}`] = () => [200, { ...ticket, version: 3 }];
  answers["GET /messages"] = () => [200, { items: [{ ...message("m1"), edited_at: "2026-03-02T11:00:00.000Z" }], next_cursor: null }];
  await show();
  await type("Bonjour");
  await click("Send");
  await settle(6_000);
  expect(posts("/replies")).toHaveLength(1);
  expect(field().value).toBe("Bonjour");
});

test("a note that a colleague writes meanwhile is shown before the answer goes out, an own one is not", async () => {
  answers["GET /notes"] = () => [200, { items: [{ id: "N1", author: { id: "marc", name: "Marc" }, text: "do not answer, legal is on it" }] }];
  ticket = { ...ticket, notes_count: 0 } as Ticket;
  await show();
  await type("Bonjour");
  did(ticket.id, { noted: true });
  ticket = { ...ticket, notes_count: 1 } as Ticket;
  await show([message("m1")], 3);
  await click("Send");
  expect(place.querySelector("dialog")).toBeNull();
  await act(async () => void undoLast());
  await settle();
  ticket = { ...ticket, notes_count: 2 } as Ticket;
  await show([message("m1")], 4);
  await click("Send");
  await settle();
  expect(place.querySelector("dialog")!.textContent).toContain("do not answer, legal is on it");
});

test.each([true, false])("own answers never ask whether the ticket has changed (the next begun before: %s)", async (early) => {
  await show();
  await type("Message 1");
  for (const number of [1, 2, 3]) {
    answers["POST /replies"] = () => sent(`own-${number}`);
    await click("Send");
    if (early) await type(`Message ${number + 1}`); // before the one before stands in the conversation
    await settle(6_000);
    await show([message("m1"), ...[1, 2, 3].filter((each) => each <= number).map((each) => message(`own-${each}`, "ours", "2099-01-01T00:00:00.000Z"))], ticket.version + 3);
    if (!early) await type(`Message ${number + 1}`);
  }
  expect(place.querySelector("dialog")).toBeNull();
  expect(posts("/replies")).toHaveLength(3);
});

test("send and resolve resolves, although the answer itself raised the version", async () => {
  let patched: string[] = [];
  answers[`PATCH /${ticket.id}`] = () => {
    patched.push(asked.at(-1)!.headers["If-Match"]!);
    return asked.at(-1)!.headers["If-Match"] === '"5"' ? [200, { ...ticket, version: 6, status: "resolved" }] : [412, { status: 412, detail: "changed" }];
  };
  answers[`GET /${ticket.id}`] = () => [200, { ...ticket, version: 5, status: "pending" }];
  await show();
  await type("C'est réglé");
  await click("Send and resolve");
  await settle(6_000);
  expect(patched.at(-1)).toBe('"5"');
});

test.each([
  ["waits at the platform", [202, { status: "waiting", parts: [] }]],
  ["was sent in part", [201, { status: "partly_sent", parts: [] }]],
  ["was refused", [422, { status: 422, detail: "no" }]],
] as [string, [number, object]][])("send and resolve does not resolve when the answer %s", async (_, answer) => {
  answers["POST /replies"] = () => answer;
  await show();
  await type("C'est réglé");
  await click("Send and resolve");
  await settle(120_000);
  expect(asked.filter((each) => each.method === "PATCH")).toEqual([]);
});

test("what a colleague claims meanwhile is not answered; a priority that rises meanwhile keeps nothing back", async () => {
  let now = { ...ticket, version: 3, assignee: "marc" };
  answers["POST /replies"] = () => (asked.at(-1)!.headers["If-Match"] === '"3"' ? sent() : [409, { status: 409, detail: "changed", reason: "changed" }]);
  answers[`GET /${ticket.id}`] = () => [200, now];
  await show();
  await type("Bonjour");
  await click("Send");
  await settle(6_000);
  expect(posts("/replies")).toHaveLength(1); // a colleague has it by now
  expect(field().value).toBe("Bonjour");
  now = { ...ticket, version: 3, priority: "high" } as typeof now;
  await click("Send");
  await settle(6_000);
  expect(posts("/replies")).toHaveLength(3);
  expect(new Set(posts("/replies").slice(1).map((each) => each.headers["Idempotency-Key"])).size).toBe(1);
  expect(field().value).toBe("");
});

test("what is written stays where it is when the ticket is closed meanwhile", async () => {
  await show();
  await type("Bonjour, encore");
  ticket = { ...ticket, status: "closed" } as Ticket;
  const writing = field();
  await show([message("m1")], 4);
  expect(field()).toBe(writing);
  expect(field().value).toBe("Bonjour, encore");
  expect(sendButton().disabled).toBe(true);
  expect(place.textContent).toContain("This ticket is closed");
});

test("an answer of which nobody knows what became stands in the field again, and what was typed meanwhile comes after it", async () => {
  answers["POST /replies"] = () => [504, {}];
  await show();
  await type("Bonjour");
  await click("Send");
  await type("Et encore");
  await settle(60_000);
  expect(field().value).toBe("Bonjour");
  expect(place.textContent).toContain("comes back when it is sent");
  answers["POST /replies"] = () => sent();
  await click("Send");
  await settle(6_000);
  expect(field().value).toBe("Et encore");
  expect(new Set(posts("/replies").map((each) => each.headers["Idempotency-Key"])).size).toBe(1);
});

const elsewhere = (text: string, more: object = {}) => {
  keepDraft("sophie", ticket.id, { mode: "public", text, privateText: "", at: Date.now(), initials: "SB", seen: ["m1"], ...more });
};
const heard = () => act(async () => void window.dispatchEvent(new StorageEvent("storage", { key: `nightdesk.draft.sophie.${ticket.id}` })));
const arrives = () => show([message("m1"), message("m2")], 9);

test.each(["", "older"])("a tab in which nothing is typed leaves what another tab has written (%s)", async (before) => {
  if (before) elsewhere(before);
  await show();
  const attempt = { key: "k", body: "{}", begun: true };
  elsewhere("typed in the other tab", { attempt });
  await arrives();
  expect(readDraft("sophie", ticket.id)).toMatchObject({ text: "typed in the other tab", attempt });
});

test("two tabs show what was typed last", async () => {
  await show();
  elsewhere("Bonjour");
  await heard();
  expect(field().value).toBe("Bonjour");
  elsewhere("Bonjour Mia");
  await heard();
  expect(field().value).toBe("Bonjour Mia");
  await type("Bonjour Mia,");
  expect(readDraft("sophie", ticket.id)?.text).toBe("Bonjour Mia,");
  keepDraft("sophie", ticket.id, { mode: "public", text: "", privateText: "", at: 0 }); // sent there
  await heard();
  expect(field().value).toBe("");
});

test("what another tab wrote and nobody told is joined, not replaced", async () => {
  await show();
  elsewhere("theirs");
  await type("mine");
  expect([field().value, readDraft("sophie", ticket.id)?.text]).toEqual(["theirs\nmine", "theirs\nmine"]);
});

test("two tabs do not answer each other for ever", async () => {
  await show();
  elsewhere("Bonjour");
  await heard();
  const written = vi.spyOn(Storage.prototype, "setItem");
  await heard();
  await heard();
  expect(written).not.toHaveBeenCalled();
  written.mockRestore();
});

test("only keys are typing: an old draft and a message that arrives are not", async () => {
  elsewhere("an old draft");
  await show();
  await arrives();
  expect(typed.get()[ticket.id]).toBeUndefined();
  await type("an old draft!");
  expect(typed.get()[ticket.id]).toBeDefined();
});

test("a second tab with the same draft sends it under the same key", async () => {
  await show();
  await type("Bonjour");
  const kept = readDraft("sophie", ticket.id)!;
  const body = JSON.stringify({ visibility: "public", text: "Bonjour", initials: "SB" });
  keepDraft("sophie", ticket.id, { ...kept, attempt: { key: "of-the-other-tab", body, begun: true } });
  await click("Send");
  await settle(6_000);
  expect(posts("/replies").map((each) => each.headers["Idempotency-Key"])).toEqual(["of-the-other-tab"]);
});

const WAITS = [202, { status: "sending", parts: [{ message_id: null, status: "sending", visibility: "public", text: "Bonjour", attachments: [] }] }] as [number, object];
const waiting = () => place.querySelector(".waiting")?.textContent ?? null;

async function sendAndWait(text: string): Promise<void> {
  answers["POST /replies"] = () => WAITS;
  await show();
  await type(text);
  await click("Send");
  await settle(5_500);
  for (let round = 0; round < 5; round += 1) await settle(6_000); // all tries of the page
}

test("an answer that no platform has confirmed after all tries stays to be seen, and the field is free for the next one", async () => {
  await sendAndWait("Bonjour, c'est parti");
  expect(waiting()).toContain("Bonjour, c'est parti");
  expect(field().value).toBe("");
  await type("Et encore ceci");
  await reload();
  expect(waiting()).toContain("Bonjour, c'est parti");
  expect(field().value).toBe("Et encore ceci");
});

test("it is asked about under its own key until it was sent, after a reload too, and then it is gone", async () => {
  await sendAndWait("Bonjour");
  const key = posts("/replies")[0]!.headers["Idempotency-Key"];
  stopFollowing();
  asked = [];
  answers["POST /replies"] = () => sent();
  await act(async () => followWaiting("sophie"));
  await settle(1_000);
  expect(posts("/replies").map((each) => each.headers["Idempotency-Key"])).toEqual([key]);
  expect(waiting()).toBeNull();
  await settle(120_000);
  expect(posts("/replies")).toHaveLength(1);
});

test("when it is refused in the end its words come back, before what was typed meanwhile", async () => {
  await sendAndWait("Bonjour");
  await type("Et encore");
  answers["POST /replies"] = () => [409, { status: 409, detail: "It was not sent.", reason: "not_sent" }];
  await click("Ask now");
  await settle(1_000);
  expect(waiting()).toBeNull();
  expect(field().value).toBe("Bonjour\nEt encore");
  await reload();
  expect(field().value).toBe("Bonjour\nEt encore");
});

test("while nobody answers it keeps waiting", async () => {
  await sendAndWait("Bonjour");
  answers["POST /replies"] = () => [500, {}];
  await settle(200_000);
  expect(waiting()).toContain("Bonjour");
});

test("of an invitation that went out without its private text, that text comes back for the customer alone", async () => {
  keepDraft("sophie", ticket.id, { mode: "move_to_private", text: "Écrivez-nous", privateText: "dossier 12", at: Date.now(), seen: ["m1"] });
  const parts = [
    { message_id: "m-own", status: "sent", visibility: "public", text: "Écrivez-nous ^SB", attachments: [] },
    { message_id: null, status: "failed", visibility: "private", text: "dossier 12", attachments: [], detail: "blocked" },
  ];
  answers["POST /replies"] = () => [201, { status: "partly_sent", parts }];
  await show();
  await click("Send");
  await settle(6_000);
  expect([field().value, chosen()]).toEqual(["dossier 12", PRIVATE]);
});

const KARIMS = { agent_id: "karim", agent: "Karim Benali", since: "2026-03-02T10:05:00.000Z" };
const dialog = () => place.querySelector("dialog");

test("while a colleague's answer is on its way that is said, and a second one goes out only after asking", async () => {
  ticket = { ...ticket, answer_pending: KARIMS };
  await show();
  expect(place.querySelector(".answer")!.textContent).toContain("An answer of Karim Benali is on its way");
  await type("Bonjour");
  await click("Send");
  await settle(6_000);
  expect(posts("/replies")).toEqual([]);
  expect(dialog()!.textContent).toContain("Karim Benali");
  await click("Send my answer all the same");
  await settle(6_000);
  expect(posts("/replies").map((each) => each.body.beside_another)).toEqual([true]);
});

test("an answer that met a colleague's is in the field again, and asks the next time", async () => {
  answers["POST /replies"] = () => [409, { status: 409, detail: "under way", reason: "answer_under_way" }];
  await show();
  await type("Bonjour");
  await click("Send");
  await settle(6_000);
  expect(posts("/replies").map((each) => each.body.beside_another)).toEqual([undefined]);
  expect(field().value).toBe("Bonjour");
  ticket = { ...ticket, answer_pending: KARIMS };
  await show([message("m1")], 3);
  await click("Send");
  expect(dialog()).not.toBeNull();
});

test("one's own answer that waits is nobody's surprise", async () => {
  ticket = { ...ticket, answer_pending: { ...KARIMS, agent_id: "sophie" } };
  await show();
  await type("Et encore ceci");
  await click("Send");
  await settle(6_000);
  expect(posts("/replies")).toHaveLength(1);
});

test.each(["", "S.", "12"])("a public answer with initials that the API would refuse (%s) cannot be sent by any button, and says why", async (initials) => {
  options = { public: way(true), private: way(true) };
  await show();
  await type("Bonjour");
  expect(sendButton().disabled).toBe(false);
  await typeInto(place.querySelector<HTMLInputElement>(".initials input")!, initials);
  expect([...place.querySelectorAll<HTMLButtonElement>("footer .buttons button")].map((each) => each.disabled)).toEqual([true, true, true]);
  expect(place.querySelector(".outcome")!.textContent).toContain("initials");
});

test("a file that was kept for more than a day is named and holds the answer back until it is removed", async () => {
  options = { public: { ...way(true), attachments: { max_files: 4, files: [{ mime_types: ["image/png"], max_size: 1e7 }] } }, private: way(true) } as never;
  const file = { id: "u1", name: "label.png", type: "image/png", size: 10, at: Date.now() - 24 * 3_600_000 };
  keepDraft("sophie", ticket.id, { mode: "public", text: "Voici", privateText: "", at: Date.now(), initials: "SB", seen: ["m1"], files: [file] });
  await show();
  expect(place.querySelector(".answer-files [role=alert]")!.textContent).toContain("attach it again");
  expect(sendButton().disabled).toBe(true);
  await act(async () => place.querySelector<HTMLButtonElement>(".answer-files button")!.click());
  expect(sendButton().disabled).toBe(false);
});
