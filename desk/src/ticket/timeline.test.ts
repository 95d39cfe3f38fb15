import { expect, test } from "vitest";
import type { HistoryEntry, Message } from "../api/types";
import { timeline } from "./timeline";

const message = (at: string) => ({ occurred_at: at }) as Message;
const event = (at: string) => ({ at, what: "claimed" }) as HistoryEntry;
const kinds = (pieces: ReturnType<typeof timeline>) => pieces.map((piece) => (piece.kind === "events" ? piece.events.length : "m")).join(" ");

test("what happened between two messages stands between them, folded", () => {
  expect(kinds(timeline([message("T10"), message("T20")], [event("T11"), event("T12"), event("T21")]))).toBe("m 2 m 1");
});

test("messages keep the order of the API, whatever their times say", () => {
  expect(kinds(timeline([message("T20"), message("T10")], []))).toBe("m m");
});
