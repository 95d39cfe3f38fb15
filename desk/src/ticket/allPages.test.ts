import { afterEach, expect, test, vi } from "vitest";
import { latestMessages } from "./allPages";

afterEach(() => vi.unstubAllGlobals());

/** Pages of the API, the newest first, as it hands them out. */
function answersWith(pages: number[][]): () => number {
  let asked = 0;
  vi.stubGlobal("fetch", async (path: string) => {
    asked += 1;
    const at = Number(new URLSearchParams(path.split("?")[1]).get("cursor") ?? 0);
    return new Response(JSON.stringify({ items: pages[at]!.map((id) => ({ id })), next_cursor: at + 1 < pages.length ? String(at + 1) : null }));
  });
  return () => asked;
}

const down = (from: number, count: number) => Array.from({ length: count }, (_, index) => from - index);

test("however few messages a page has, as many are read as are wanted", async () => {
  const asked = answersWith([[449], [], down(448, 80), down(368, 100), down(268, 100)]);
  const { messages, earlier } = await latestMessages("T-1");
  expect([messages.length, messages[0], messages.at(-1), earlier, asked()]).toEqual([200, { id: 250 }, { id: 449 }, true, 5]);
});

test("all of a short conversation, with nothing earlier", async () => {
  answersWith([[3], [2, 1]]);
  expect(await latestMessages("T-1")).toEqual({ messages: [{ id: 1 }, { id: 2 }, { id: 3 }], earlier: false });
});
