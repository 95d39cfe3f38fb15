import { expect, test } from "vitest";
import { asked, filled, filledIn } from "./SavedReplies";

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

test("what is typed while a saved reply is read stays", () => {
  expect(filledIn("Bonjour /col", "Bonjour /col", "votre colis")).toBe("Bonjour votre colis");
  expect(filledIn("Bonjour /col est", "Bonjour /col", "votre colis")).toBe("Bonjour votre colis est");
  expect(filledIn("Bonsoir /col", "Bonjour /col", "votre colis")).toBe("Bonsoir votre colis");
  expect(filledIn("Autre chose", "Bonjour /col", "votre colis")).toBe("Autre chose votre colis");
  expect(filledIn("", "/col", "votre colis")).toBe("votre colis");
});
