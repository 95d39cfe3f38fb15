import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { useLanguage } from "../i18n";
import { Guarded } from "./Guarded";

test("a part that fails says so, what is around it stays, and it can be tried again", () => {
  useLanguage("en");
  let broken = true;
  const Part = () => {
    if (broken) throw new Error("no such field");
    return <p>here it is</p>;
  };
  const place = document.createElement("div");
  const page = (
    <main>
      <h1>Desk</h1>
      <Guarded place="here">
        <Part />
      </Guarded>
    </main>
  );
  act(() => render(page, place));
  expect(place.textContent).toContain("Desk");
  expect(place.querySelector("[role=alert]")?.textContent).toContain("cannot be shown");
  broken = false;
  act(() => place.querySelector("button")!.click());
  expect(place.textContent).toContain("here it is");
});
