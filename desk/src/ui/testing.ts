/** What tests of the page do: time passes, somebody types. */

import { act } from "preact/test-utils";
import { vi } from "vitest";

/** Lets time pass, and whatever waits for an answer go on. Needs fake timers. */
export async function settle(milliseconds = 0): Promise<void> {
  await act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));
}

export async function typeInto(field: HTMLTextAreaElement | HTMLInputElement, text: string): Promise<void> {
  await act(async () => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
