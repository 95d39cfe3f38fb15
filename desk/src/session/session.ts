/** Who is signed in. Tokens live in this module's memory only: never in an address, in storage or in a log. */

import type { Me } from "../api/types";
import { forgetDrafts } from "../answer/drafts";
import { stopFollowing } from "../answer/waiting";
import { read, route } from "../routing/route";
import { inTab, onDevice } from "../ui/kept";
import { carryOut, stopAll } from "../ui/later";
import { store } from "../ui/store";
import { readConfiguration, type Configuration } from "./configuration";
import { beginSignIn, begunWith, endSignIn, forgetsBySigningOut, RefusedByIssuer, renew, revoke, signOutAddress, type Tokens } from "./oidc";

export type SessionState =
  | { is: "starting" }
  | { is: "unavailable" } // configuration or issuer do not answer
  | { is: "impossible" } // the stack has no issuer
  | { is: "no_storage" } // the browser does not keep what the way to the issuer and back needs
  | { is: "signed_out"; refused: boolean }
  | { is: "unknown_person"; why?: string } // signed in, but no agent of this desk
  | { is: "signed_in"; me: Me }
  | { is: "expired"; me: Me };

export const session = store<SessionState>({ is: "starting" });

const WAS_SIGNED_IN = "nightdesk.signed-in"; // of this tab: a reload goes straight to the issuer
const SIGNED_OUT = "nightdesk.signed-out"; // for all tabs
const PROBE = "nightdesk.probe";
const RENEWED_BEFORE = 60_000;
const RETRIED_AFTER = 10_000;
const DAY = 86_400_000; // a browser's timer overflows after 24.8 days

let configuration: Configuration | null = null;
let tokens: Tokens | null = null;
let timer = 0;
let renewing: Promise<Renewal> | null = null;

/** `unknown`: the issuer did not answer. Only the issuer ends a session, not a network that is away. */
export type Renewal = "renewed" | "over" | "unknown";

export function stage(): string {
  return configuration?.stage ?? "";
}

/** The token for the next request to the API, or null. */
export function token(): string | null {
  if (!tokens) return null;
  return tokens.id && Date.now() < tokens.idEndsAt ? tokens.id : tokens.access;
}

let ask: () => Promise<Me> = () => Promise.reject(new Error("not started"));
let askFirst = () => {};

/** `early` is called as soon as there is a token, beside `readMe`. */
export async function start(readMe: () => Promise<Me>, early: () => void): Promise<void> {
  [ask, askFirst] = [readMe, early];
  session.set({ is: "starting" });
  try {
    configuration = begunWith() ?? (await readConfiguration());
  } catch {
    session.set({ is: "unavailable" });
    return;
  }
  if (!configuration.sign_in) {
    session.set({ is: "impossible" });
    return;
  }
  if (!inTab.write(PROBE, "1")) {
    session.set({ is: "no_storage" });
    return;
  }
  try {
    const returned = await endSignIn(configuration.sign_in);
    if (!returned) {
      if (inTab.read(WAS_SIGNED_IN)) await signIn();
      else session.set({ is: "signed_out", refused: false });
      return;
    }
    keep(returned.tokens);
    route.set(read(returned.route));
    askFirst();
  } catch (error) {
    inTab.write(WAS_SIGNED_IN, null);
    session.set(error instanceof RefusedByIssuer ? { is: "signed_out", refused: true } : { is: "unavailable" });
    return;
  }
  try {
    const me = await readMe();
    inTab.write(WAS_SIGNED_IN, "1");
    session.set({ is: "signed_in", me });
  } catch (error) {
    inTab.write(WAS_SIGNED_IN, null);
    const status = (error as { status?: number }).status;
    const why = (error as { problem?: { reason?: string } }).problem?.reason;
    session.set(status === 401 || status === 403 ? { is: "unknown_person", why } : { is: "unavailable" });
  }
}

export async function retry(): Promise<void> {
  await start(ask, askFirst);
}

const FIRST_REQUESTS = 3; // with which a page begins

/** Where nobody has asked for a while, functions have to start: they do while somebody types a password. */
export function wakeApi(): void {
  for (let number = 0; number < FIRST_REQUESTS; number += 1) void fetch("../health", { keepalive: true, cache: "no-store", credentials: "omit" }).catch(() => {});
}

/** Go to the issuer, and come back to the same place. */
export async function signIn(): Promise<void> {
  if (configuration?.sign_in) await beginSignIn({ ...configuration, sign_in: configuration.sign_in }, location.hash);
}

/** Somebody else is at this computer, or the same person with another account. What was typed stays. */
export async function signInAnother(): Promise<void> {
  const able = configuration?.sign_in;
  if (!configuration || !able) return;
  inTab.write(WAS_SIGNED_IN, null);
  if (forgetsBySigningOut(able)) location.assign(signOutAddress(able));
  else await beginSignIn({ ...configuration, sign_in: able }, location.hash, true);
}

/**
 * What waits to be sent is sent first. False where that failed: somebody has to read why, and is still signed in; drafts
 * are deleted at the end only.
 */
export async function signOut(): Promise<boolean> {
  if (!(await carryOut())) return false;
  await stopAll(); // files on their way: their drafts go now
  inTab.write(WAS_SIGNED_IN, null);
  stopFollowing();
  const state = session.get();
  if ("me" in state) {
    onDevice.write(SIGNED_OUT, JSON.stringify([state.me.id, Date.now()])); // the other tabs of the same person hear it
    onDevice.write(SIGNED_OUT, null);
    forgetDrafts(Date.now(), state.me.id);
  }
  giveBack();
  if (configuration?.sign_in) location.assign(signOutAddress(configuration.sign_in));
  return true;
}

/** Whoever signs out in one tab has left the computer: the others send what waits, and forget who it was. */
export function followSignOut(): void {
  window.addEventListener("storage", (event) => {
    const state = session.get();
    if (event.key !== SIGNED_OUT || !event.newValue || !("me" in state) || JSON.parse(event.newValue)[0] !== state.me.id) return;
    void carryOut().then(stopAll).then(() => {
      inTab.write(WAS_SIGNED_IN, null);
      stopFollowing();
      forgetDrafts(Date.now(), state.me.id);
      giveBack();
      session.set({ is: "signed_out", refused: false });
    });
  });
}

/** Nobody uses the tokens of this tab any more, wherever else they may be known. */
function giveBack(): void {
  if (tokens && configuration?.sign_in) revoke(configuration.sign_in, tokens);
  tokens = null;
  window.clearTimeout(timer);
}

/** Renew the tokens now. When the session is over the page asks to sign in again, and keeps everything. */
export async function renewNow(): Promise<Renewal> {
  renewing ??= tryToRenew().finally(() => (renewing = null));
  return renewing;
}

async function tryToRenew(): Promise<Renewal> {
  if (!tokens || !configuration?.sign_in) return "over";
  try {
    keep(await renew(configuration.sign_in, tokens));
    return "renewed";
  } catch (error) {
    if (error instanceof RefusedByIssuer) {
      expire();
      return "over";
    }
    plan(RETRIED_AFTER);
    return "unknown";
  }
}

export function expire(): void {
  tokens = null;
  window.clearTimeout(timer);
  session.set((before) => (before.is === "signed_in" ? { is: "expired", me: before.me } : before));
}

/** Whoever is no agent any more sees nothing more of the desk. */
export function dismissed(): void {
  inTab.write(WAS_SIGNED_IN, null);
  session.set((before) => (before.is === "signed_in" ? { is: "unknown_person" } : before));
}

function keep(fresh: Tokens): void {
  tokens = fresh;
  plan(Math.min(DAY, Math.max(RETRIED_AFTER, fresh.expiresAt - Date.now() - RENEWED_BEFORE)));
}

function plan(milliseconds: number): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void renewNow(), milliseconds);
}
