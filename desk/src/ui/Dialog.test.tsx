import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { useLanguage } from "../i18n";
import { Dialog } from "./Dialog";

let root: HTMLElement;
const closed = vi.fn();

beforeEach(() => {
  useLanguage("en");
  closed.mockClear();
  document.body.innerHTML = "<div id=root></div>";
  root = document.getElementById("root")!;
});

function show(unsaved: boolean): HTMLDialogElement {
  const page = (
    <Dialog title="Text" onClose={closed} unsaved={unsaved}>
      <textarea />
    </Dialog>
  );
  act(() => render(page, root));
  return root.querySelector("dialog")!;
}

const fire = (on: Element, event: Event) => act(() => void on.dispatchEvent(event));
const click = (from: Element, to: Element) => {
  fire(from, new Event("pointerdown", { bubbles: true }));
  fire(to, new Event("click", { bubbles: true }));
};
const escape = (dialog: Element) => fire(dialog, new Event("cancel", { cancelable: true }));
const button = (text: string) => [...root.querySelectorAll("button")].find((each) => each.textContent === text)!;

test("a click beside the dialog closes it; one that began in a field does not", () => {
  const dialog = show(false);
  click(dialog.querySelector("textarea")!, dialog);
  expect(closed).not.toHaveBeenCalled();
  click(dialog, dialog);
  expect(closed).toHaveBeenCalledTimes(1);
});

test.each([
  ["Escape", (dialog: HTMLDialogElement) => escape(dialog)],
  ["a click beside it", (dialog: HTMLDialogElement) => click(dialog, dialog)],
  ["its button", (dialog: HTMLDialogElement) => fire(dialog.querySelector("[aria-label=Close]")!, new Event("click", { bubbles: true }))],
] as const)("what is typed and kept nowhere is not thrown away by %s", (_, close) => {
  const dialog = show(true);
  const field = dialog.querySelector("textarea")!;
  field.focus();
  close(dialog);
  expect(closed).not.toHaveBeenCalled();
  expect(root.querySelector("[role=alert]")!.textContent).toContain("not kept");
  expect(document.activeElement).toBe(button("Go on writing"));
  fire(button("Go on writing"), new Event("click", { bubbles: true }));
  expect(root.querySelector("[role=alert]")).toBeNull();
  expect(document.activeElement).toBe(field);
  close(dialog);
  fire(button("Discard it"), new Event("click", { bubbles: true }));
  expect(closed).toHaveBeenCalledTimes(1);
});

test("a dialog that is taken away is not closed once more", async () => {
  const dialog = show(false);
  act(() => render(null, root));
  await act(async () => void dialog.dispatchEvent(new Event("close")));
  expect(closed).not.toHaveBeenCalled();
});

test("a browser that closes it all the same opens it again while something is unsaved", () => {
  const dialog = show(true);
  act(() => dialog.close());
  expect(dialog.open).toBe(true);
  expect(closed).not.toHaveBeenCalled();
});
