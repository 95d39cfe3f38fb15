import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, it } from "vitest";
import { Later } from "./Later";

const place = document.createElement("div");

beforeEach(() => render(null, place));

async function shown(load: () => Promise<{ words: string }>) {
  await act(async () => render(<Later load={load} show={({ words }) => <b>{words}</b>} />, place));
  await act(async () => {});
}

it("shows a part once it is loaded", async () => {
  await shown(async () => ({ words: "figures" }));
  expect(place.textContent).toBe("figures");
});

it("says that a part cannot be loaded, and tries again", async () => {
  let attempts = 0;
  await shown(async () => {
    attempts += 1;
    if (attempts === 1) throw new TypeError("no connection");
    return { words: "figures" };
  });
  expect(place.querySelector("[role=alert]")).not.toBeNull();
  await act(async () => place.querySelector("button")!.click());
  await act(async () => {});
  expect(place.textContent).toBe("figures");
});
