import { render } from "preact";
import { expect, test } from "vitest";
import { Stars } from "./Stars";

function shown(rating: number | null): HTMLElement {
  const place = document.createElement("div");
  render(<Stars rating={rating} />, place);
  return place;
}

test("the stars of a review are shown, and read aloud as a number", () => {
  const stars = shown(2).querySelector(".stars");
  expect(stars?.textContent).toBe("★★☆☆☆");
  expect(stars?.getAttribute("aria-label")).toMatch(/^2 (of|sur) 5/);
});

test("what is no review has none", () => {
  expect(shown(null).textContent).toBe("");
});
