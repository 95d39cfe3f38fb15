import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { waitingAnswers } from "../answer/waiting";
import type { Me } from "../api/types";
import { useLanguage } from "../i18n";
import { signOut } from "./session";
import { Settings } from "./Settings";

vi.mock("./session", async (original) => ({ ...(await original<object>()), signOut: vi.fn(async () => true) }));

const me = { id: "sophie", name: "Sophie", scopes: [] } as unknown as Me;

afterEach(() => waitingAnswers.set([]));

test("whoever signs out while an answer is not confirmed is asked first", async () => {
  useLanguage("en");
  const place = document.createElement("div");
  document.body.append(place);
  waitingAnswers.set([{ key: "k", ticket: "T-1", who: "Mia", status: "sending", at: 0, draft: { mode: "public", text: "Bonjour", privateText: "", at: 0 } }]);
  await act(async () => render(<Settings me={me} onClose={() => {}} />, place));
  const leave = () => act(async () => place.querySelector<HTMLButtonElement>("footer button")!.click());
  await leave();
  expect(signOut).not.toHaveBeenCalled();
  expect(place.querySelector("[role=alert]")!.textContent).toContain("not confirmed");
  await leave();
  expect(signOut).toHaveBeenCalledTimes(1);
});
