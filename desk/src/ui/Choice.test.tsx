import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useLanguage } from "../i18n";
import { Choice } from "./Choice";

let root: HTMLElement;
let chosen: string[];
let takeBack: () => void;
const VALUES = ["urgent", "high", "normal", "low"];
const field = () => root.querySelector("select")!;
const draw = (value = "low") =>
  act(async () => render(<Choice label="Priority" value={value} values={VALUES} text={(each) => each} disabled={false} onChoose={(each, back) => (chosen.push(each), (takeBack = back))} />, root));
const leave = () => act(async () => void field().dispatchEvent(new FocusEvent("blur")));
const press = (key: string) => act(async () => void field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));

/** As Chromium does it in a closed field: the key, then the change. */
async function walkTo(value: string, key = "ArrowUp"): Promise<void> {
  await press(key);
  await change(value);
}

async function change(value: string): Promise<void> {
  await act(async () => {
    field().value = value;
    field().dispatchEvent(new Event("change", { bubbles: true }));
  });
}

beforeEach(async () => {
  useLanguage("en");
  chosen = [];
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
  await draw();
});

afterEach(() => act(async () => render(null, root)));

const past = async () => {
  for (const value of ["normal", "high", "urgent", "high"]) await walkTo(value);
};

test("lines that a key passes are not chosen; Enter chooses, and leaving does", async () => {
  await past();
  expect(chosen).toEqual([]);
  await press("Enter");
  expect(chosen).toEqual(["high"]);
  await walkTo("urgent", "u");
  await leave();
  expect(chosen).toEqual(["high", "urgent"]);
  await leave();
  expect(chosen).toHaveLength(2);
});

test("Escape takes back what was passed, and so does a change by somebody else", async () => {
  await past();
  await press("Escape");
  expect(field().value).toBe("low");
  await past();
  await draw("normal");
  await leave();
  expect([field().value, chosen]).toEqual(["normal", []]);
});

test("what is chosen with the mouse is chosen at once, and shown again as it was when it was not changed after all", async () => {
  await act(async () => void field().dispatchEvent(new Event("pointerdown", { bubbles: true })));
  await change("urgent");
  expect([chosen, field().value]).toEqual([["urgent"], "urgent"]);
  await act(async () => takeBack());
  expect(field().value).toBe("low");
});
