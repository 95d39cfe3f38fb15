import { expect, test } from "vitest";
import { asked, filled } from "./SavedReplies";

test("a slash at the end of the text asks for saved replies, a link or a date does not", () => {
  expect(asked("/par")).toBe("par");
  expect(asked("Bonjour /")).toBe("");
  expect(asked("https://example.com/par")).toBeNull();
  expect(asked("le 3/4")).toBeNull();
  expect(asked("/par ")).toBeNull();
});

test("the saved reply stands where the slash stood", () => {
  expect(filled("Bonjour /par", "Votre colis est en route.")).toBe("Bonjour Votre colis est en route.");
});
