import { beforeEach, expect, test, vi } from "vitest";
import { beginSignIn, begunWith, endSignIn, forgetsBySigningOut, lifetime, RefusedByIssuer } from "./oidc";

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

test("an ID token is good for as long as it says, from its arrival on, whatever this computer's clock shows", () => {
  const token = (claims: object) => `h.${btoa(JSON.stringify(claims))}.s`;
  expect([lifetime(token({ iat: 100, exp: 400 })), lifetime(token({ exp: 1 })) < 0, lifetime("")]).toEqual([300_000, true, Infinity]);
});

test.each([
  ["https://login.example/authorize", false, null],
  ["https://login.example/authorize", true, "login"],
  ["https://accounts.google.com/o/oauth2/v2/auth", true, "select_account"],
])("at %s somebody else (%s) is asked who they are (%s)", async (authorization_endpoint, another, prompt) => {
  const replace = vi.spyOn(location, "replace").mockImplementation(() => {});
  await beginSignIn({ stage: "test", sign_in: { ...SIGN_IN, authorization_endpoint } }, "#/board", another);
  expect(new URL(String(replace.mock.calls[0]![0])).searchParams.get("prompt")).toBe(prompt);
  replace.mockRestore();
});

test("Cognito forgets who was signed in by signing them out", () => {
  const at = (issuer: string, authorization_endpoint: string, end_session_endpoint: string | null) => forgetsBySigningOut({ ...SIGN_IN, issuer, authorization_endpoint, end_session_endpoint });
  expect(at("https://cognito-idp.eu-west-3.amazonaws.com/p", "https://desk.example/oauth2/authorize", "https://desk.example/logout")).toBe(true);
  expect(at("https://cognito-idp.eu-west-3.amazonaws.com/p", "https://desk.example/oauth2/authorize", null)).toBe(false);
  expect(at("https://idp.example", "https://idp.example/authorize", "https://idp.example/logout")).toBe(false);
});
