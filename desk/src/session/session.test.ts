import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepDraft, readDraft } from "../answer/drafts";
import { ApiError } from "../api/client";
import type { Me } from "../api/types";
import { later } from "../ui/later";
import { followSignOut, renewNow, session, signIn, signOut, start, token } from "./session";

const SIGN_IN = { issuer: "https://issuer.example", client_id: "desk", authorization_endpoint: "https://issuer.example/authorize", token_endpoint: "https://issuer.example/token", end_session_endpoint: null, revocation_endpoint: "https://issuer.example/revoke", scope: "openid offline_access" };
const me = { id: "sophie", name: "Sophie", scopes: [] } as unknown as Me;
const nonce = btoa(JSON.stringify({ nonce: "n" }));
const draft = { mode: "public", text: "Bonjour", privateText: "", at: Date.now() } as const;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(location, "assign").mockImplementation(() => {});
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ access_token: "a", id_token: `h.${nonce}.s`, refresh_token: "r", expires_in: 300 })));
  sessionStorage.setItem("nightdesk.sign-in", JSON.stringify({ state: "s", nonce: "n", verifier: "v", route: "#/", configuration: { stage: "test", sign_in: SIGN_IN } }));
  history.replaceState(null, "", "/desk/index.html?code=c&state=s");
  await start(() => Promise.resolve(me), () => {});
  expect(session.get().is).toBe("signed_in");
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("whoever signs out within the five seconds has sent the answer first, with the token", async () => {
  keepDraft("sophie", "T-1", draft);
  keepDraft("marc", "T-1", draft); // kept when his session ended
  let sentWith: string | null = null;
  later("sent", async () => void (sentWith = token()));
  expect(await signOut()).toBe(true);
  expect([sentWith, token(), readDraft("sophie", "T-1")]).toEqual([`h.${nonce}.s`, null, null]);
  expect(readDraft("marc", "T-1")?.text).toBe("Bonjour");
  expect(location.assign).toHaveBeenCalledTimes(1);
});

test("where the answer could not be sent nobody is signed out and the draft stays; the second time, it goes", async () => {
  keepDraft("sophie", "T-1", draft);
  later("sent", async () => false);
  expect(await signOut()).toBe(false);
  expect([token() !== null, readDraft("sophie", "T-1")?.text]).toEqual([true, "Bonjour"]);
  expect(location.assign).not.toHaveBeenCalled();
  expect(await signOut()).toBe(true);
  expect([token(), readDraft("sophie", "T-1")]).toEqual([null, null]);
});

test("a token that lives for months is not renewed over and over", async () => {
  const ask = vi.fn(async () => new Response(JSON.stringify({ access_token: "a", id_token: `h.${nonce}.s`, refresh_token: "r", expires_in: 90 * 86_400 })));
  vi.stubGlobal("fetch", ask);
  const planned = vi.spyOn(window, "setTimeout");
  expect(await renewNow()).toBe("renewed");
  expect(planned.mock.calls.at(-1)![1]).toBeLessThan(2 ** 31); // more than that, and a browser does not wait at all
});

test("when the session is renewed without a new ID token, the access token stands in once the old one has ended", async () => {
  const ended = btoa(JSON.stringify({ iat: 1_000, exp: 1_000 })); // it ends when it comes
  const answers = [{ access_token: "a1", id_token: `h.${ended}.s`, refresh_token: "r" }, { access_token: "a2", refresh_token: "r" }];
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ ...answers.shift(), expires_in: 300 })));
  await renewNow();
  expect(await renewNow()).toBe("renewed");
  expect(token()).toBe("a2");
});

test("the issuer is asked for the scopes that the stack names", async () => {
  const gone = vi.spyOn(location, "replace").mockImplementation(() => {});
  await signIn();
  expect(new URL(String(gone.mock.calls[0]![0])).searchParams.get("scope")).toBe("openid offline_access");
});

test.each(["no_verified_email", "another_subject", "no_agent"])("why somebody who has signed in is no agent is known (%s)", async (reason) => {
  sessionStorage.setItem("nightdesk.sign-in", JSON.stringify({ state: "s", nonce: "n", verifier: "v", route: "#/", configuration: { stage: "test", sign_in: SIGN_IN } }));
  history.replaceState(null, "", "/desk/index.html?code=c&state=s");
  await start(() => Promise.reject(new ApiError(403, { status: 403, detail: "", reason })), () => {});
  expect(session.get()).toEqual({ is: "unknown_person", why: reason });
});

const revoked = (calls: unknown[][]) => calls.filter(([to]) => to === SIGN_IN.revocation_endpoint).map(([, { body }]: any[]) => Object.fromEntries(body));
const GIVEN_BACK = { token: "r", token_type_hint: "refresh_token", client_id: "desk" };

test.each([["takes it back", async () => new Response()], ["refuses", async () => new Response("", { status: 400 })], ["does not answer", () => Promise.reject(new TypeError("no network"))]])("whoever signs out gives the refresh token back, and is signed out where the issuer %s", async (_, answer) => {
  const ask = vi.fn(answer as (...given: any[]) => Promise<Response>);
  vi.stubGlobal("fetch", ask);
  expect(await signOut()).toBe(true);
  expect(revoked(ask.mock.calls)).toEqual([GIVEN_BACK]);
  expect([token(), vi.mocked(location.assign).mock.calls.length]).toEqual([null, 1]);
});

test("an issuer that names no place for it is not asked", async () => {
  const { revocation_endpoint: _, ...older } = SIGN_IN;
  sessionStorage.setItem("nightdesk.sign-in", JSON.stringify({ state: "s", nonce: "n", verifier: "v", route: "#/", configuration: { stage: "test", sign_in: older } }));
  history.replaceState(null, "", "/desk/index.html?code=c&state=s");
  await start(() => Promise.resolve(me), () => {});
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  await signOut();
  expect(ask).not.toHaveBeenCalled();
});

test("signing out in one tab ends the other tabs of the same person, and nobody else's", async () => {
  followSignOut();
  const ask = vi.fn(async () => new Response());
  vi.stubGlobal("fetch", ask);
  const hears = (person: string) => window.dispatchEvent(new StorageEvent("storage", { key: "nightdesk.signed-out", newValue: JSON.stringify([person, 1]) }));
  hears("marc");
  await vi.advanceTimersByTimeAsync(10);
  expect(session.get().is).toBe("signed_in");
  hears("sophie");
  await vi.advanceTimersByTimeAsync(10);
  expect(session.get().is).toBe("signed_out");
  expect(revoked(ask.mock.calls)).toEqual([GIVEN_BACK]); // each tab has tokens of its own
});
