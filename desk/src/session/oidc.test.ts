import { beforeEach, expect, test } from "vitest";
import { begunWith, endSignIn, isOver, RefusedByIssuer } from "./oidc";

const SIGN_IN = { issuer: "https://issuer.example", client_id: "desk", authorization_endpoint: "", token_endpoint: "", end_session_endpoint: null, scope: "openid" };
const CONFIGURATION = { stage: "test", sign_in: SIGN_IN };
const begun = (state: string) => sessionStorage.setItem("nightdesk.sign-in", JSON.stringify({ state, nonce: "n", verifier: "v", route: "#/board", configuration: CONFIGURATION }));

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/desk/index.html");
});

test("an answer to a sign-in that this tab has not begun is none, and leaves the address", async () => {
  history.replaceState(null, "", "/desk/index.html?code=c&state=old");
  expect(await endSignIn(SIGN_IN)).toBeNull();
  expect(location.search).toBe("");
  begun("new");
  history.replaceState(null, "", "/desk/index.html?error=login_required&state=old");
  expect(await endSignIn(SIGN_IN)).toBeNull();
});

test("a refusal of the sign-in that was begun is one", async () => {
  begun("mine");
  history.replaceState(null, "", "/desk/index.html?error=access_denied&state=mine");
  await expect(endSignIn(SIGN_IN)).rejects.toBeInstanceOf(RefusedByIssuer);
});

test("the configuration is known on the way back, and only then", () => {
  expect(begunWith()).toBeNull();
  begun("mine");
  expect(begunWith()).toBeNull();
  history.replaceState(null, "", "/desk/index.html?code=c&state=mine");
  expect(begunWith()).toEqual(CONFIGURATION);
});

test("an ID token is over at its end, to the second", () => {
  const token = `h.${btoa(JSON.stringify({ exp: 100 }))}.s`;
  expect([isOver(token, 99_999), isOver(token, 100_000), isOver("", 0)]).toEqual([false, true, false]);
});
