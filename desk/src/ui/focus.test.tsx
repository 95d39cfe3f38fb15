import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { guardFocus } from "./focus";

vi.useFakeTimers();
guardFocus();

const find = (what: string) => document.querySelector<HTMLButtonElement>(what)!;

beforeEach(() => {
  document.body.innerHTML = `<main id=content tabindex=-1><section><h1 id=list-title tabindex=-1></h1><button id=act></button><ul><li><a href="#1" id=one></a></li><li><a href="#2" id=two></a></li><li><a href="#3" id=three></a></li></ul></section>
    <section class=ticket><h1 id=ticket-title tabindex=-1></h1><button id=send></button></section></main><dialog><input id=name><button id=ok></button></dialog>`;
});
afterEach(() => find("#content").focus());

function after(what: string, change: () => void, passes = 200): string {
  find(what).focus();
  vi.advanceTimersByTime(200);
  find(what).blur(); // as browsers do once it is gone
  change();
  vi.advanceTimersByTime(passes);
  return document.activeElement!.id;
}

test("where a button is gone, the page goes on at the heading of its part", () => {
  expect(after("#act", () => find("#act").remove())).toBe("list-title");
  expect(after("#send", () => find("#send").remove())).toBe("ticket-title");
});

test("where a row is gone, the page goes on at the next one, or at the one before", () => {
  expect(after("#two", () => find("#two").parentElement!.remove())).toBe("three");
  expect(after("#three", () => find("#three").parentElement!.remove())).toBe("one");
});

test("a button that is switched off while its work is done has the focus again afterwards", () => {
  const waits = after("#send", () => {
    find("#send").disabled = true;
    window.setTimeout(() => (find("#send").disabled = false), 1_000);
  });
  expect(waits).toBe("");
  vi.advanceTimersByTime(1_000);
  expect(document.activeElement!.id).toBe("send");
});

test("one that stays off leaves the focus to the heading", () => {
  expect(after("#send", () => (find("#send").disabled = true), 4_000)).toBe("ticket-title");
});

test("in a dialog the focus stays in it", () => {
  find("dialog").setAttribute("open", "");
  expect(after("#ok", () => find("#ok").remove())).toBe("name");
});

test("whoever leaves a field by a click beside it is led nowhere", () => {
  find("#act").focus();
  find("#act").blur();
  vi.advanceTimersByTime(5_000);
  expect(document.activeElement).toBe(document.body);
});
