import { render } from "preact";
import { expect, test } from "vitest";
import { Linked, safeAddress } from "./links";

function drawn(text: string): HTMLElement {
  const root = document.createElement("div");
  render(<Linked text={text} />, root);
  return root;
}

test.each([
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "JaVaScRiPt:alert(1)",
  "vbscript:x",
  "file:///etc/passwd",
  "https://user:secret@example.com", // pragma: allowlist secret
  "//example.com",
  "blob:https://example.com/1",
  "",
])("%j is never opened", (address) => expect(safeAddress(address)).toBeNull());

test("an address in a text becomes a link that tells the other side nothing", () => {
  const link = drawn("see https://example.com/a?b=1, please").querySelector("a");
  expect(link?.getAttribute("href")).toBe("https://example.com/a?b=1");
  expect(link?.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  expect(link?.getAttribute("target")).toBe("_blank");
});

test("markup in a text is text", () => {
  const root = drawn('<img src=x onerror="alert(1)"><script>alert(1)</script> javascript:alert(1)');
  expect(root.children.length).toBe(0);
  expect(root.textContent).toContain("<script>alert(1)</script>");
});
