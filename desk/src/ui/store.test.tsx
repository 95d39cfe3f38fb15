import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { store, useStore } from "./store";

test("a value that changes while a part is being drawn is not missed", () => {
  const shared = store("before");
  function Part() {
    const shown = useStore(shared);
    if (shown === "before") shared.set("after"); // as somebody else may, before anybody listens
    return <p>{shown}</p>;
  }
  const root = document.createElement("div");
  act(() => render(<Part />, root));
  expect(root.textContent).toBe("after");
});
