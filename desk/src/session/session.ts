/** Who is signed in. Tokens live in this module's memory only: never in an address, in storage or in a log. */

import type { Me } from "../api/types";
import { forgetDrafts } from "../answer/drafts";
import { read, route } from "../routing/route";
import { store } from "../ui/store";
import { readConfiguration, type Configuration } from "./configuration";
import { beginSignIn, endSignIn, RefusedByIssuer, renew, signOutAddress, type Tokens } from "./oidc";

export type SessionState =
  | { is: "starting" }
  | { is: "unavailable" } // configuration or issuer do not answer
  | { is: "impossible" } // the stack has no issuer
  | { is: "signed_out"; refused: boolean }
  | { is: "unknown_person" } // signed in, but no agent of this desk
  | { is: "signed_in"; me: Me }
  | { is: "expired"; me: Me };

export const session = store<SessionState>({ is: "starting" });

const WAS_SIGNED_IN = "nightdesk.signed-in"; // of this tab: a reload goes straight to the issuer
const RENEWED_BEFORE = 60_000;
const RETRIED_AFTER = 10_000;

let configuration: Configuration | null = null;
let tokens: Tokens | null = null;
let timer = 0;
let renewing: Promise<boolean> | null = null;

export function stage(): string {
  return configuration?.stage ?? "";
}

/** The token for the next request to the API, or null. */
export function token(): string | null {
  return tokens ? tokens.id || tokens.access : null;
}

let ask: () => Promise<Me> = () => Promise.reject(new Error("not started"));

export async function start(readMe: () => Promise<Me>): Promise<void> {
  ask = readMe;
  session.set({ is: "starting" });
  try {
    configuration = await readConfiguration();
  } catch {
    session.set({ is: "unavailable" });
    return;
  }
  if (!configuration.sign_in) {
    session.set({ is: "impossible" });
    return;
  }
  try {
    const returned = await endSignIn(configuration.sign_in);
    if (!returned) {
      if (sessionStorage.getItem(WAS_SIGNED_IN)) await signIn();
      else session.set({ is: "signed_out", refused: false });
      return;
    }
    keep(returned.tokens);
    route.set(read(returned.route));
  } catch (error) {
    sessionStorage.removeItem(WAS_SIGNED_IN);
    session.set(error instanceof RefusedByIssuer ? { is: "signed_out", refused: true } : { is: "unavailable" });
    return;
  }
  try {
    const me = await readMe();
    sessionStorage.setItem(WAS_SIGNED_IN, "1");
    session.set({ is: "signed_in", me });
  } catch (error) {
    sessionStorage.removeItem(WAS_SIGNED_IN);
    const status = (error as { status?: number }).status;
    session.set(status === 401 || status === 403 ? { is: "unknown_person" } : { is: "unavailable" });
  }
}

export async function retry(): Promise<void> {
  await start(ask);
}

/** Go to the issuer, and come back to the same place. */
export async function signIn(): Promise<void> {
  if (configuration?.sign_in) await beginSignIn(configuration.sign_in, location.hash);
}

export function signOut(): void {
  sessionStorage.removeItem(WAS_SIGNED_IN);
  forgetDrafts(Date.now(), true);
  tokens = null;
  window.clearTimeout(timer);
  if (configuration?.sign_in) location.assign(signOutAddress(configuration.sign_in));
}

/** Renew the tokens now. False when the session is over: then the page asks to sign in again, and keeps everything. */
export async function renewNow(): Promise<boolean> {
  renewing ??= tryToRenew().finally(() => (renewing = null));
  return renewing;
}

async function tryToRenew(): Promise<boolean> {
  if (!tokens || !configuration?.sign_in) return false;
  try {
    keep(await renew(configuration.sign_in, tokens));
    return true;
  } catch (error) {
    if (!(error instanceof RefusedByIssuer) && tokens.expiresAt > Date.now()) {
      plan(RETRIED_AFTER);
      return true;
    }
    expire();
    return false;
  }
}

export function expire(): void {
  tokens = null;
  window.clearTimeout(timer);
  session.set((before) => (before.is === "signed_in" ? { is: "expired", me: before.me } : before));
}

function keep(fresh: Tokens): void {
  tokens = fresh;
  plan(Math.max(RETRIED_AFTER, fresh.expiresAt - Date.now() - RENEWED_BEFORE));
}

function plan(milliseconds: number): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void renewNow(), milliseconds);
}
