import { expect, test } from "vitest";
import { useLanguage } from "../i18n";
import { isSimilar, reasonText, shownReasons } from "./reasons";

test("what the classifier says in the brand's language is read in the reader's", () => {
  useLanguage("en");
  expect(reasonText("l'ensemble exprime un mécontentement")).toBe("as a whole, dissatisfied");
  expect(reasonText("danger possible : un feu ou une brûlure")).toBe("possible danger: a fire or a burn");
  expect(reasonText("incertain : 42 %")).toBe("unsure (42%)");
  expect(reasonText("comme : « Où est mon colis ? »")).toBe("like: “Où est mon colis ?”");
  useLanguage("fr");
  expect(reasonText("as a whole, dissatisfied")).toBe("l'ensemble exprime un mécontentement");
  expect(reasonText("unsure: 42 %")).toMatch(/^incertain \(42.%\)$/);
});

test("a message that only sounds alike is known as such, and words nobody knows are shown as they are", () => {
  expect(isSimilar("comme : « Bonjour »")).toBe(true);
  expect(isSimilar("like: “Hello”")).toBe(true);
  expect(isSimilar("est en colère")).toBe(false);
  expect(reasonText("something new")).toBe("something new");
});

test("four reasons at most are shown, and each fact once", () => {
  useLanguage("en");
  expect(shownReasons(["unsure: 42 %", "as a whole, dissatisfied", "as a whole, dissatisfied", "category: complaint", "stage: direct", "unhappy", "unsure"])).toEqual([
    "unsure (42%)",
    "as a whole, dissatisfied",
    "complaint",
    "unhappy",
  ]);
  expect(shownReasons(["possible danger: a fire or a burn", "danger: somebody may be hurt"])).toEqual(["possible danger: a fire or a burn"]);
  expect(shownReasons(["not addressed to us", "stage: broad"])).toEqual(["not addressed to us"]);
  expect(shownReasons(["asks for help now", "urgent words"])).toEqual(["asks for help now"]);
  expect(shownReasons(["urgent words", "unhappy"])).toEqual(["cannot wait", "unhappy"]);
  expect(shownReasons(["stage: direct"])).toEqual(["written to us"]);
  expect(shownReasons(["a", "b", "c", "d", "e"])).toHaveLength(4);
});
