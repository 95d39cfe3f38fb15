import { expect, test } from "vitest";
import type { ReplyRoute } from "../api/types";
import { refused, typeOf } from "./uploads";

const route = (attachments: ReplyRoute["attachments"]) => ({ attachments }) as ReplyRoute;
const pictures = route({ max_files: 2, files: [{ type: "image", mime_types: ["image/jpeg"], max_size: 5_000_000 }] });

test("a file is refused where the channel takes none, or not of its type, size and number", () => {
  const picture = { type: "image/jpeg", size: 1_000 };
  expect(refused(picture, 1, pictures)).toBeNull();
  expect(refused(picture, 1, null)).toBeNull();
  expect(refused(picture, 1, route(null))).toContain("no file");
  expect(refused({ ...picture, type: "application/pdf" }, 1, pictures)).toContain("does not take");
  expect(refused({ ...picture, size: 5_000_001 }, 1, pictures)).toContain("5 MB");
  expect(refused(picture, 3, pictures)).toContain("at most 2");
});

test("types are called as the API calls them", () => {
  expect(typeOf(new File(["x"], "a.m4a", { type: "audio/x-m4a" }))).toBe("audio/mp4");
  expect(typeOf(new File(["x"], "a.ogg", { type: "audio/ogg;codecs=opus" }))).toBe("audio/ogg");
});
