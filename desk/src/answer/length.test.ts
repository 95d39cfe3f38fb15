import { expect, test } from "vitest";
import { length, signed } from "./length";

// The same examples as tests/unit/test_text_length.py.
test.each([
  ["Grüße", 5],
  ["Здравствуйте", 12],
  ["日本語", 6],
  ["😀", 2],
  ["👨‍👩‍👧‍👦", 2],
  ["see https://example.com/a/very/long/path", 27],
  ["…", 2],
  ["", 0],
  ["👍🏽", 2],
  ["❤️", 2],
  ["🇫🇷", 2],
  ["1️⃣", 2],
  ["©", 1],
  ["😀😀", 4],
  ["e\u0301", 1],
  ["https://example.com", 23],
  ["(https://example.com/path).", 26],
  ["https://example.com/日本", 27],
  ["example.com", 23],
  ["example.fr/aide", 23],
  ["a https://a.example b https://b.example", 51],
])("on X %j weighs %i", (text, weight) => {
  expect(length(text, "x_weighted")).toBe(weight);
});

test.each(["a@example.com", "Merci.Pour", "voir.la", "fin.De", "v1.2", "http://localhost"])(
  "%j is no link on X",
  (text) => expect(length(text, "x_weighted")).toBe(text.length),
);

test("bytes are counted where the platform counts bytes, and an emoji is one character", () => {
  expect(length("ü😀a", "utf8_bytes")).toBe(7);
  expect(length("ü😀a", "utf16_units")).toBe(4);
  expect(length("ü😀a", "emoji_bytes")).toBe(6);
  expect(length("ü😀a", "characters")).toBe(3);
});

test("a public answer is signed once", () => {
  expect(signed("Hello ", "sb")).toBe("Hello ^SB");
  expect(signed("Hello ^sb", "SB")).toBe("Hello ^SB");
  expect(signed("Hello", "")).toBe("Hello");
});
