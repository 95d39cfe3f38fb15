import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepDraft, keepNote, readDraft, readNote } from "../answer/drafts";
import type { Me, Ticket } from "../api/types";
import { useLanguage } from "../i18n";
import { listen } from "../keyboard/keyboard";
import { route } from "../routing/route";
import type { Place } from "../Shell";
import { session } from "../session/session";
import { Toasts } from "../ui/toasts";
import { TicketPage } from "./TicketPage";
import { settle, typeInto } from "../ui/testing";

const me = { id: "sophie", name: "Sophie Bernard", scopes: ["tickets:write"], agent: { initials: "SB", teams: [] } } as unknown as Me;
const place = { me, brand: { id: "acme", teams: ["care"], articles: [] }, brands: [{ id: "other", teams: ["shop"], articles: [] }], incidents: [], agents: [{ id: "marc", name: "Marc Okafor" }] } as unknown as Place;
const way = { possible: true, detail: null, unit: "characters", limit: 500, attachments: null };

let ticket: Ticket;
let messages: object[];
let notes: object[];
let asked: string[];
let hold: Record<string, Promise<void>>;
let refuse: Record<string, object>;
let root: HTMLElement;
let count = 0;
listen();

/** The API as it is: every change raises the version, and an old version changes nothing. */
function api(method: string, path: string, body: any, version: string | undefined): [number, object] {
  const change = (changes: object): [number, object] => {
    ticket = { ...ticket, ...changes, version: ticket.version + 1 };
    return [200, ticket];
  };
  const old = version !== undefined && version !== `"${ticket.version}"`;
  const last = path.split("?")[0]!.split("/").at(-1)!;
  if (method === "PATCH") return old ? [412, { status: 412, detail: "changed" }] : change(body);
  if (method === "POST" && last === "claim") return change({ assignee: "sophie", status: "open" });
  if (method === "POST" && last === "bulk") {
    const [was] = Object.values(body.versions);
    if (was !== ticket.version) return [200, { results: [{ ticket_id: ticket.id, status: 412, detail: "changed", reason: "changed", version: ticket.version }] }];
    change({ assignee: body.release ? null : body.assignee });
    return [200, { results: [{ ticket_id: ticket.id, status: 200, detail: null, reason: null, version: ticket.version }] }];
  }
  if (method === "POST" && last === "notes") return change({ notes_count: (ticket.notes_count ?? 0) + 1 });
  if (method === "POST" && last === "replies") {
    if (old) return [409, { status: 409, detail: "changed", reason: "changed" }];
    change({});
    change({ status: "pending" });
    return [201, { status: "sent", parts: [{ message_id: `own-${ticket.version}`, status: "sent" }] }];
  }
  if (last === "reply-options") return [200, { public: way, private: way }];
  if (last === "presence") return [200, { viewers: [] }];
  if (last === "messages") {
    const query = new URLSearchParams(path.split("?")[1]);
    const from = Number(query.get("cursor") ?? 0);
    const part = [...messages].reverse().slice(from, from + 100);
    return [200, { items: query.get("newest_first") ? part : [], next_cursor: from + 100 < messages.length ? String(from + 100) : null }];
  }
  if (last === "notes") return [200, { items: notes.map((each) => ({ ticket_id: ticket.id, ...each })) }];
  if (path.includes("/T-merged/history")) return [200, { items: [{ what: "escalated", at: "2026-03-01T10:00:00.000Z", actor: "Marc Okafor", details: {} }], next_cursor: null }];
  if (["history", "proposals"].includes(last)) return [200, { items: [], next_cursor: null }];
  if (last === "check") return [200, { findings: [] }];
  return [200, ticket];
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  useLanguage("en");
  localStorage.clear();
  count += 1;
  ticket = { id: `T-${count}`, version: 2, status: "open", assignee: null, priority: "normal", message_count: 1, last_customer_message_at: "2026-03-02T10:00:00.000Z", visibility: "public", brand: "acme", language: "fr", channel: "facebook", surface: "comment", customer: { id: null, name: "Mia" }, tags: [], reasons: [], suggested_articles: [], mentioned: [], merged_into: null, team: "care", deadlines: {} } as unknown as Ticket;
  messages = [{ id: "m1", direction: "inbound", text: "Bonjour", author: { name: "Mia" }, attachments: [], reactions: [], editions: [], occurred_at: "2026-03-02T10:00:00.000Z" }];
  notes = [];
  asked = [];
  hold = {};
  refuse = {};
  session.set({ is: "signed_in", me });
  route.set({ page: "inbox", view: "all", ticket: ticket.id, query: "" });
  vi.stubGlobal("fetch", async (path: string, { method, body, headers }: { method: string; body?: string; headers: Record<string, string> }) => {
    const name = `${method} ${path.split("?")[0]!.split("/").at(-1)}`;
    asked.push(name);
    const [status, answer] = refuse[name] ? [(refuse[name] as { status: number }).status, refuse[name]] : api(method, path, body ? JSON.parse(body) : undefined, headers["If-Match"]);
    await hold[name];
    return new Response(JSON.stringify(answer), { status });
  });
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
});

afterEach(async () => {
  await act(async () => render(null, root));
  await settle(20_000); // toasts go by themselves
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(known: Ticket | null = ticket): Promise<void> {
  const page = (
    <>
      <TicketPage id={ticket.id} place={place} known={known} onChanged={() => {}} onNext={() => {}} />
      <Toasts />
    </>
  );
  await act(async () => render(page, root));
  await settle();
}

async function press(key: string, on: Element = document.activeElement!, ctrlKey = false): Promise<void> {
  await act(async () => void on.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true })));
}

async function type(field: HTMLTextAreaElement | HTMLInputElement, text: string): Promise<void> {
  field.focus();
  await typeInto(field, text);
}

test("what was noted in a ticket that was merged, and what happened to it, is read where it leads", async () => {
  ticket = { ...ticket, merged_tickets: ["T-merged"] } as Ticket;
  notes = [{ id: "N-1", ticket_id: "T-merged", at: "2026-03-01T10:00:00.000Z", author: { id: "marc", name: "Marc Okafor" }, text: "do NOT refund", mentions: [] }];
  await show();
  expect(root.querySelector(".notes")!.textContent).toContain("from T-merged");
  expect(root.querySelector(".events")!.textContent).toContain("Marc Okafor");
});

test.each([
  ["c", null],
  ["C", "marc"],
])("taking back a ticket that was taken with %s leaves it with whom it was", async (key, before) => {
  ticket = { ...ticket, assignee: before } as Ticket;
  await show();
  await press(key);
  await settle();
  expect(ticket.assignee).toBe("sophie");
  ticket = { ...ticket, version: ticket.version + 1 }; // a machine writes meanwhile
  await press("z");
  await settle();
  expect(ticket.assignee).toBe(before);
});

test.each([
  ["C", "lea", "has it by now"],
  ["c", null, "Nobody has it any more"],
])("taking back takes the ticket from nobody else (%s, now %s)", async (key, now, said) => {
  await show();
  await press(key);
  await settle();
  ticket = { ...ticket, assignee: now, assignee_name: now, version: ticket.version + 1 } as Ticket;
  await press("z");
  await settle();
  expect(ticket.assignee).toBe(now);
  expect(document.body.textContent).toContain(said);
});

test("a ticket is assigned by Enter to whom the letters name, to nobody without letters, and can be taken back", async () => {
  await show();
  await press("a");
  const form = () => root.querySelector("dialog form")!;
  await act(async () => void form().dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  expect(ticket.assignee).toBeNull();
  await typeInto(root.querySelector("dialog input")!, "mar");
  await act(async () => void form().dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  await settle();
  expect(ticket.assignee).toBe("marc");
  await press("z");
  await settle();
  expect(ticket.assignee).toBeNull();
});

test("of a long conversation the newest messages are shown, and earlier ones when somebody asks, which are no news", async () => {
  const text = (number: number) => ({ id: `m${number}`, direction: "inbound", visibility: "public", text: `text ${number}.`, author: { name: "Mia" }, attachments: [], reactions: [], editions: [], occurred_at: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString() });
  messages = Array.from({ length: 450 }, (_, number) => text(number));
  await show();
  await settle();
  const shown = () => [...root.querySelectorAll(".message .text")].map((each) => each.textContent);
  expect([shown().length, shown().at(-1)]).toEqual([200, "text 449."]);
  await type(answer(), "Bonjour");
  const earlier = () => [...root.querySelectorAll("button")].find((each) => each.textContent === "Earlier messages");
  for (let round = 0; round < 3; round += 1) {
    await act(async () => earlier()!.click());
    for (let turn = 0; turn < 6; turn += 1) await settle();
  }
  expect([shown().length, shown()[0], earlier()]).toEqual([450, "text 0.", undefined]);
  await press("Enter", answer(), true);
  expect(root.querySelector("dialog")).toBeNull();
}, 20_000); // 450 messages, on a machine that does other things too

const answer = () => root.querySelector<HTMLTextAreaElement>(".answer textarea")!;
const note = () => root.querySelector<HTMLTextAreaElement>(".notes textarea")!;
const tag = () => root.querySelector<HTMLInputElement>(".tags input")!;
const body = () => document.body;
const leave = () => (document.activeElement as HTMLElement | null)?.blur();
const complaints = () => [...root.querySelectorAll(".toast.bad")].map((each) => each.textContent);

test("a ticket of another brand than the chosen one is offered that brand's teams", async () => {
  ticket = { ...ticket, brand: "other", team: "shop" };
  await show();
  expect([...root.querySelectorAll('.details select[aria-label="Team"] option')].map((each) => each.textContent)).toEqual(["shop"]);
});

test("a note, and then resolved", async () => {
  await show();
  await type(note(), "Vois avec Marc");
  await press("Enter", note(), true);
  leave();
  await press("e", body());
  await settle(6_000);
  expect([ticket.status, complaints()]).toEqual(["resolved", []]);
});

test("claimed, and resolved before the claim is answered", async () => {
  let free = () => {};
  hold["POST claim"] = new Promise((resolve) => (free = resolve));
  await show();
  await press("c", body());
  await press("e", body());
  await settle(6_000);
  free();
  await settle();
  expect([ticket.status, ticket.assignee, complaints()]).toEqual(["resolved", "sophie", []]);
});

test("answered, and resolved within the five seconds: the answer goes out first", async () => {
  await show();
  await type(answer(), "Bonjour, c'est réglé");
  await press("Enter", answer(), true);
  leave();
  await settle(1_000);
  await press("e", body());
  await settle(8_000);
  expect(asked.filter((each) => /replies|PATCH/.test(each) && !each.includes("check"))[0]).toBe("POST replies");
  expect([ticket.status, complaints()]).toEqual(["resolved", []]);
});

test("answered, and a note within the five seconds", async () => {
  await show();
  await type(answer(), "Bonjour, c'est réglé");
  await press("Enter", answer(), true);
  await type(note(), "Vois avec Marc");
  await press("Enter", note(), true);
  await settle(8_000);
  expect([ticket.status, complaints(), answer().value]).toEqual(["pending", [], ""]);
});

test("resolved because of an answer that was not sent after all: the ticket stays open, and that is said", async () => {
  refuse["POST replies"] = { status: 422, detail: "Too long." };
  await show();
  await type(answer(), "Bonjour, c'est réglé");
  await press("Enter", answer(), true);
  leave();
  await press("e", body());
  await settle(8_000);
  expect(ticket.status).toBe("open");
  expect(complaints().join()).toContain("not resolved");
  delete refuse["POST replies"];
  leave();
  await press("e", body()); // said again, it is meant
  await settle(8_000);
  expect(ticket.status).toBe("resolved");
});

test.each([
  ["the customer wrote", { message_count: 2, last_customer_message_at: "2026-03-02T11:00:00.000Z" }],
  ["a colleague took it", { assignee: "marc" }],
  ["a colleague answered it", { status: "pending" }],
] as [string, Partial<Ticket>][])("nothing is resolved of which %s meanwhile", async (_, change) => {
  await show();
  await press("e", body());
  ticket = { ...ticket, ...change, version: 7 } as Ticket;
  await settle(8_000);
  expect(ticket.status).not.toBe("resolved");
  expect(complaints().join()).toContain("meanwhile");
});

test("a deadline that was missed meanwhile keeps nobody from resolving", async () => {
  await show();
  await press("e", body());
  ticket = { ...ticket, priority: "high", version: 7 } as Ticket;
  await settle(8_000);
  expect([ticket.status, complaints()]).toEqual(["resolved", []]);
});

test("a field that a colleague changed is not written over", async () => {
  await show();
  ticket = { ...ticket, priority: "urgent", version: 7 } as Ticket;
  const choice = root.querySelector<HTMLSelectElement>("select[aria-label=Priority]")!;
  await act(async () => {
    choice.value = "low";
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await settle(6_000);
  expect([asked.filter((each) => each.startsWith("PATCH")).length, ticket.priority]).toEqual([1, "urgent"]);
});

test("tags are added one after the other, a colleague's too, and the field keeps its place and the focus", async () => {
  await show();
  const field = tag();
  await type(field, "box");
  await act(async () => field.form!.requestSubmit());
  await type(field, "colis");
  await settle(5_000);
  expect(tag()).toBe(field);
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("colis");
  ticket = { ...ticket, tags: [...ticket.tags, "lyon"], version: ticket.version + 1 };
  await act(async () => field.form!.requestSubmit());
  await settle(5_000);
  expect(ticket.tags).toEqual(["box", "lyon", "colis"]);
});

test.each(["answer", "note"] as const)("a ticket that is merged while one writes (%s) stays until one goes along, and so does the text", async (where) => {
  await show();
  const field = where === "answer" ? answer() : note();
  await type(field, "Bonjour, je re");
  ticket = { ...ticket, merged_into: "T-OTHER", status: "closed", version: 3 } as Ticket;
  keepDraft("sophie", "T-OTHER", { mode: "public", text: "there", privateText: "", at: Date.now() });
  keepNote("sophie", "T-OTHER", "there");
  await settle(5_000);
  expect(route.get()).toMatchObject({ ticket: ticket.id });
  expect(document.activeElement).toBe(field);
  const go = [...root.querySelectorAll<HTMLButtonElement>(".banner button")].find((each) => each.textContent!.includes("T-OTHER"))!;
  await act(async () => go.click());
  expect(route.get()).toMatchObject({ ticket: "T-OTHER" });
  const kept = where === "answer" ? readDraft("sophie", "T-OTHER")?.text : readNote("sophie", "T-OTHER");
  expect(kept).toBe("Bonjour, je re\nthere");
  expect(readDraft("sophie", ticket.id)).toBeNull();
});

test("a ticket that is merged while one only looks leads to the other one", async () => {
  await show();
  ticket = { ...ticket, merged_into: "T-OTHER", status: "closed", version: 3 } as Ticket;
  await settle(5_000);
  expect(route.get()).toMatchObject({ ticket: "T-OTHER" });
});

test("the focus stays where somebody writes while a ticket opens", async () => {
  const field = document.createElement("textarea");
  document.body.append(field);
  field.focus();
  await show();
  expect(document.activeElement).toBe(field);
});

test("the conversation of a ticket that the list knows is asked for once", async () => {
  await show();
  await settle(1_000);
  expect(asked.filter((each) => each === "GET messages")).toHaveLength(1);
});

test("a conversation that arrives is shown, although the ticket has changed meanwhile, and then read again", async () => {
  let free = () => {};
  hold["GET messages"] = new Promise((resolve) => (free = resolve));
  await show();
  for (const version of [3, 4, 5]) {
    ticket = { ...ticket, version };
    await settle(4_000);
  }
  expect(root.querySelector(".bubble")).toBeNull();
  expect(asked.filter((each) => each === "GET messages")).toHaveLength(1);
  messages = [...messages, { ...messages[0], id: "m2", text: "Encore" }];
  free();
  await settle();
  expect(root.textContent).toContain("Encore");
  expect(asked.filter((each) => each === "GET messages")).toHaveLength(2);
});

test("a second note that is begun while the first is kept stays", async () => {
  let free = () => {};
  hold["POST notes"] = new Promise((resolve) => (free = resolve));
  await show();
  await type(note(), "Vois avec Marc");
  await press("Enter", note(), true);
  await type(note(), "Vois avec Marc\nEt avec Nora");
  free();
  await settle();
  expect(note().value).toBe("Et avec Nora");
});

test("a note that is kept while its ticket is left is not there again", async () => {
  let free = () => {};
  hold["POST notes"] = new Promise((resolve) => (free = resolve));
  await show();
  await type(note(), "Vois avec Marc");
  await press("Enter", note(), true);
  await act(async () => render(null, root));
  free();
  await settle();
  await show();
  expect(note().value).toBe("");
});

test("a note of which nobody knows what became is written once, also after a reload", async () => {
  const keys: (string | undefined)[] = [];
  vi.stubGlobal("fetch", ((before) => async (path: string, request: { method: string; headers: Record<string, string> }) => {
    if (request.method === "POST" && path.endsWith("/notes")) {
      keys.push(request.headers["Idempotency-Key"]);
      throw new TypeError("no network");
    }
    return before(path, request as RequestInit);
  })(fetch));
  await show();
  await type(note(), "Vois avec Marc");
  await press("Enter", note(), true);
  await settle();
  await act(async () => render(null, root));
  await show();
  await press("Enter", note(), true);
  await settle();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
});

test("a note says that it names the reader", async () => {
  notes = [
    { id: "N1", at: "2026-03-02T10:00:00.000Z", author: { id: "marc", name: "Marc" }, text: "@Sophie Bernard ?", mentions: ["sophie"] },
    { id: "N2", at: "2026-03-02T10:01:00.000Z", author: { id: "marc", name: "Marc" }, text: "Plus rien", mentions: [] },
  ];
  await show();
  expect([...root.querySelectorAll(".notes li")].map((each) => each.querySelector(".chip")?.textContent)).toEqual(["to you", undefined]);
});

test("a ticket says of which incident it is a report", async () => {
  ticket = { ...ticket, incident_id: "I1" } as Ticket;
  place.incidents.push({ id: "I1", title: "Panne à Lyon", suspected: false } as Place["incidents"][number]);
  await show();
  expect(root.querySelector(".banner.warn")!.textContent).toContain("Panne à Lyon");
  place.incidents.pop();
});

test("whoever is named in a note may say that they have read it", async () => {
  ticket = { ...ticket, mentioned: ["sophie"] } as Ticket;
  await show();
  const button = [...root.querySelectorAll("button")].find((each) => each.textContent === "I have read it")!;
  await act(async () => button.click());
  await settle();
  expect(asked).toContain("POST read");
});

test("what a list offers is set after five seconds, and can be taken back until then", async () => {
  await show();
  const priority = () => root.querySelector<HTMLSelectElement>('.details select[aria-label="Priority"]')!;
  const choose = (value: string) =>
    act(async () => {
      priority().value = value;
      priority().dispatchEvent(new Event("change", { bubbles: true }));
    });
  await choose("urgent");
  await settle(3_000);
  await press("z", body());
  await settle(6_000);
  expect([priority().value, asked.filter((each) => each.startsWith("PATCH"))]).toEqual(["normal", []]);
  await choose("high");
  await settle(6_000);
  expect([ticket.priority, priority().value, asked.filter((each) => each.startsWith("PATCH")).length]).toEqual(["high", "high", 1]);
  refuse[`PATCH ${ticket.id}`] = { status: 409, detail: "no", reason: "busy" };
  await choose("low");
  await settle(6_000);
  expect([ticket.priority, priority().value]).toEqual(["high", "high"]);
});
