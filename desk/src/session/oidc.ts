/** OpenID Connect, authorization code with PKCE. Tokens are returned to the caller and kept nowhere here. */

import type { Configuration, SignIn } from "./configuration";
import { now } from "../time/clock";
import { inTab } from "../ui/kept";
import { makeProof, randomText } from "./pkce";

export interface Tokens {
  access: string;
  id: string;
  refresh: string | null;
  /** Milliseconds since 1970, by this device's clock, whatever that shows. */
  expiresAt: number;
  idEndsAt: number;
}

/** The issuer refused: the session is over. Any other failure may pass. */
export class RefusedByIssuer extends Error {}

/** What has to outlive the way to the issuer and back. It opens nothing: the verifier is of use only with the code. */
interface Begun {
  state: string;
  nonce: string;
  verifier: string;
  route: string;
  configuration: Able;
}

/** A stack at which somebody can sign in. */
type Able = Configuration & { sign_in: SignIn };

const BEGUN = "nightdesk.sign-in";
const TIMEOUT = 15_000;

/** This page without query and hash: the address that is registered with the issuer. */
export function redirectAddress(): string {
  return location.origin + location.pathname;
}

/** `another`: whoever is signed in at the issuer is not who wants to. */
export async function beginSignIn(stack: Able, route: string, another = false): Promise<void> {
  const configuration = stack.sign_in;
  const proof = await makeProof();
  const begun: Begun = { state: randomText(), nonce: randomText(), verifier: proof.verifier, route, configuration: stack };
  inTab.write(BEGUN, JSON.stringify(begun));
  const address = new URL(configuration.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: configuration.client_id,
    redirect_uri: redirectAddress(),
    scope: configuration.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: proof.challenge,
    code_challenge_method: "S256",
    ...(another ? { prompt: asksAnew(configuration) } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  location.replace(address); // the way back does not lead through the issuer
}

/** How an issuer is told to ask who it is. Google knows no other word than that one. */
function asksAnew({ authorization_endpoint }: SignIn): string {
  return new URL(authorization_endpoint).hostname === "accounts.google.com" ? "select_account" : "login";
}

/** Not every version of Cognito's page takes `prompt`; each forgets who was signed in when they sign out. */
export function forgetsBySigningOut({ issuer, authorization_endpoint, end_session_endpoint }: SignIn): boolean {
  return end_session_endpoint !== null && (issuer.includes("cognito-idp") || new URL(authorization_endpoint).pathname === "/oauth2/authorize");
}

/** The configuration with which the sign-in began whose answer is in the address: it is not asked for twice. */
export function begunWith(): Configuration | null {
  const begun = readBegun();
  return begun?.state && begun.state === new URLSearchParams(location.search).get("state") ? (begun.configuration ?? null) : null;
}

function readBegun(): Begun | null {
  const kept = inTab.read(BEGUN);
  return kept ? (JSON.parse(kept) as Begun) : null;
}

export interface Returned {
  tokens: Tokens;
  route: string;
}

/**
 * What the issuer sent back, if this page was opened by it. Takes the code out of the address at once.
 *
 * An answer to a sign-in that this tab has not begun, as the way back brings one, is as good as none.
 */
export async function endSignIn(configuration: SignIn): Promise<Returned | null> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("code") && !answer.has("error")) return null;
  const begun = readBegun();
  inTab.write(BEGUN, null);
  history.replaceState(null, "", redirectAddress() + (begun ? begun.route : location.hash));
  if (!begun || (answer.has("state") && answer.get("state") !== begun.state)) return null;
  if (answer.has("error")) throw new RefusedByIssuer(answer.get("error") ?? "");
  if (!answer.has("state")) throw new RefusedByIssuer("state");
  const tokens = await ask(configuration, {
    grant_type: "authorization_code",
    code: answer.get("code") ?? "",
    redirect_uri: redirectAddress(),
    code_verifier: begun.verifier,
  });
  if (claims(tokens.id)["nonce"] !== begun.nonce) throw new RefusedByIssuer("nonce");
  return { tokens, route: begun.route };
}

/** New tokens for those that end soon. Rejects with `RefusedByIssuer` when the session is over. */
export async function renew(configuration: SignIn, tokens: Tokens): Promise<Tokens> {
  if (!tokens.refresh) throw new RefusedByIssuer("no refresh token");
  return ask(configuration, { grant_type: "refresh_token", refresh_token: tokens.refresh }, tokens);
}

/** The refresh token opens nothing more (RFC 7009). The page does not wait for it, and a failure changes nothing. */
export function revoke({ client_id, revocation_endpoint }: SignIn, { refresh }: Tokens): void {
  if (!refresh || !revocation_endpoint) return;
  const body = new URLSearchParams({ token: refresh, token_type_hint: "refresh_token", client_id });
  fetch(revocation_endpoint, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
}

export function signOutAddress(configuration: SignIn): string {
  if (!configuration.end_session_endpoint) return redirectAddress();
  const address = new URL(configuration.end_session_endpoint);
  address.searchParams.set("client_id", configuration.client_id);
  address.searchParams.set("post_logout_redirect_uri", redirectAddress());
  address.searchParams.set("logout_uri", redirectAddress()); // Cognito's name for the same
  return address.toString();
}

async function ask(configuration: SignIn, form: Record<string, string>, before?: Tokens): Promise<Tokens> {
  const answer = await fetch(configuration.token_endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    body: new URLSearchParams({ ...form, client_id: configuration.client_id }),
    credentials: "omit",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new RefusedByIssuer(`${answer.status}`);
  if (!answer.ok) throw new Error(`issuer ${answer.status}`);
  const body = (await answer.json()) as Record<string, unknown>;
  const id = body["id_token"];
  return {
    access: String(body["access_token"] ?? ""),
    id: String(id ?? before?.id ?? ""),
    refresh: typeof body["refresh_token"] === "string" ? body["refresh_token"] : (before?.refresh ?? null),
    expiresAt: Date.now() + 1000 * Number(body["expires_in"] ?? 300),
    idEndsAt: id === undefined && before ? before.idEndsAt : Date.now() + lifetime(String(id ?? "")),
  };
}

/**
 * For how many milliseconds an ID token is good from its arrival on. One that was not renewed with the session is of no more
 * use then, though the session goes on (Core 1.0, section 12.2).
 */
export function lifetime(token: string): number {
  const { exp, iat } = claims(token);
  const seconds = Number(exp) - (iat === undefined ? now() / 1000 : Number(iat));
  return Number.isFinite(seconds) ? 1000 * seconds : Infinity;
}

/** The claims of a token that came from the issuer itself over TLS. The API verifies its signature, not the page. */
function claims(token: string): Record<string, unknown> {
  const middle = token.split(".")[1] ?? "";
  try {
    return JSON.parse(atob(middle.replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
