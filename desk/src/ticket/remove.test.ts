import { expect, test } from "vitest";
import { messageName } from "./RemoveContent";

test("an id that a path cannot hold is written in base64url, as the API reads it", () => {
  expect(messageName("1_5011772")).toBe("1_5011772");
  expect(messageName("wamid.photo+1==")).toBe("~d2FtaWQucGhvdG8rMT09");
  expect(messageName("é/")).toBe("~w6kv");
});
