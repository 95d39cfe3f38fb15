import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { useLanguage } from "../i18n";
import type { Place } from "../Shell";
import { Filters, type Chosen } from "./Filters";
import { listQuery } from "./query";

test("tickets for which people are called can be filtered", async () => {
  useLanguage("en");
  let chosen: Chosen = { team: "care" };
  const place = { brand: { channels: [], teams: ["care"], languages: [] }, agents: [], incidents: [] } as unknown as Place;
  const root = document.createElement("div");
  document.body.append(root);
  await act(async () => render(<Filters place={place} chosen={chosen} onChange={(to) => (chosen = to)} />, root));
  const box = [...root.querySelectorAll("label")].find((each) => each.textContent!.includes("People are called"))!.querySelector("input")!;
  await act(async () => box.click());
  expect(listQuery({}, chosen, "acme", 0)).toMatchObject({ team: ["care"], escalated: ["true"], brand: "acme" });
  act(() => render(null, root));
});
