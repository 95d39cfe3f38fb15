import { render } from "preact";
import { act } from "preact/test-utils";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useLanguage } from "../i18n";
import type { Place } from "../Shell";
import { CHOICES, Filters, type Chosen } from "./Filters";
import { listQuery, orderOf } from "./query";

async function panel(place: Place, chosen: Chosen, onChange: (to: Chosen) => void): Promise<HTMLElement> {
  const root = document.createElement("div");
  document.body.append(root);
  await act(async () => render(<Filters place={place} chosen={chosen} onChange={onChange} />, root));
  return root;
}

test("tickets for which people are called can be filtered", async () => {
  useLanguage("en");
  let chosen: Chosen = { team: "care" };
  const place = { brand: { channels: [], teams: ["care"], languages: [] }, agents: [], incidents: [] } as unknown as Place;
  const root = await panel(place, chosen, (to) => (chosen = to));
  const box = [...root.querySelectorAll("label")].find((each) => each.textContent!.includes("People are called"))!.querySelector("input")!;
  await act(async () => box.click());
  expect(listQuery({}, chosen, "acme", 0)).toMatchObject({ team: ["care"], escalated: ["true"], brand: "acme" });
  act(() => render(null, root));
});

const PLACE = { brand: { channels: ["x"], teams: ["care"], languages: ["fr"] }, agents: [{ id: "karim", name: "Karim" }], incidents: [{ id: "I1", title: "Down" }] } as unknown as Place;

test("every filter of the API can be chosen in the page", () => {
  const source = readFileSync("../functions/api/openapi.json", "utf8");
  const parameters = (JSON.parse(source) as Document).paths["/tickets"].get.parameters;
  const known = parameters.filter(({ in: place }) => place === "query").map(({ name }) => name);
  const ofTheList = ["brand", "limit", "cursor", "count"]; // no conditions
  const old = ["claimed_by"]; // of `assignee`
  expect(known.filter((name) => ![...CHOICES, ...ofTheList, ...old].includes(name))).toEqual([]);
  expect(CHOICES.filter((name) => !known.includes(name))).toEqual(["due"]); // which moves with the clock
});

interface Document {
  paths: { "/tickets": { get: { parameters: { in: string; name: string }[] } } };
}

test.each([
  ["Customer (id)", "C-1", { customer: ["C-1"] }],
  ["Mentions", "karim", { mentioned: ["karim"] }],
  ["Assigned to", "-", { unassigned: ["true"] }],
  ["Order", "waiting", { sort: "waiting" }],
  ["Due after", "2026-03-02T10:00", { due_after: new Date("2026-03-02T10:00").toISOString() }],
  ["Resolved since", "2026-03-02T10:00", { resolved_after: new Date("2026-03-02T10:00").toISOString() }],
] as const)("%s is asked of the API as it was chosen, and shown again", async (label, value, query) => {
  useLanguage("en");
  let chosen: Chosen = { tag: "vip" };
  let root = await panel(PLACE, chosen, (to) => (chosen = to));
  const field = () => [...root.querySelectorAll("label")].find((each) => each.textContent!.startsWith(label))!.querySelector<HTMLInputElement>("input, select")!;
  await act(async () => {
    field().value = value;
    field().dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(listQuery({}, chosen, "acme", 0)).toMatchObject({ tag: ["vip"], ...query });
  root = await panel(PLACE, chosen, () => {});
  expect(field().value).toBe(value);
});

test("two ways to say when a ticket is due take each other's place", async () => {
  useLanguage("en");
  let chosen: Chosen = { due: "late", team: "care" };
  const root = await panel(PLACE, chosen, (to) => (chosen = to));
  const field = [...root.querySelectorAll("label")].find((each) => each.textContent!.startsWith("Due before"))!.querySelector("input")!;
  await act(async () => {
    field.value = "2026-03-02T10:00";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(Object.keys(chosen).sort()).toEqual(["due_before", "team"]);
});

test.each([
  [{}, "deadline"],
  [{ sort: "waiting" }, "waiting"],
  [{ sort: "waiting", status: ["resolved"] }, "latest"],
  [{ resolved_after: "2026-03-02T00:00:00Z" }, "latest"],
  [{ mentioned: ["karim"], status: ["resolved"] }, "mentioned"],
  [{ mentioned: ["karim", "nora"] }, "deadline"],
  [{ updated_since: "2026-03-02T00:00:00Z", mentioned: ["karim"] }, "changed"],
] as const)("the order that the page names is the one in which the API answers: %o", (query, order) => {
  expect(orderOf(query as Parameters<typeof orderOf>[0])).toBe(order);
});
