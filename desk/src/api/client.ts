/** The ticket API, as functions. Paths, queries, bodies and answers have the types of its OpenAPI document. */

import { dismissed, expire, renewNow, token } from "../session/session";
import type { paths } from "./schema";
import { learnClock } from "../time/clock";

export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail: string;
  reason?: string;
  error?: string | null;
  findings?: Finding[];
  length?: { length: number; limit: number; unit: string; fits: number };
  errors?: { place: string; parameter: string; detail: string }[];
}

/** Personal data in a text: `text[start:end]`, in code points. */
export interface Finding {
  kind: string;
  start: number;
  end: number;
}

/** The API answered with a problem document. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly etag: string | null = null,
  ) {
    super(problem.detail);
  }
}

/** No answer: no network, a time-out, or a gateway in between. Nothing is known of what became of the request. */
export class Unreachable extends Error {}

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, infer O> ? (O extends undefined ? never : P) : never }[keyof paths];
type OperationOf<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Json<R> = R extends { content: { "application/json": infer B } } ? B : undefined;
type Answers<O> = O extends { responses: infer R } ? R : never;
type Good<R> = R extends { 200: infer A } ? Json<A> : R extends { 201: infer A } ? Json<A> : R extends { 202: infer A } ? Json<A> : undefined;
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : undefined;
type Places<O> = O extends { parameters: { path: infer P } } ? P : undefined;
type Body<O> = O extends { requestBody?: { content: { "application/json": infer B } } } ? B : undefined;

export interface Options<O> {
  path?: Places<O>;
  query?: Query<O>;
  body?: Body<O>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
  retryAfter: number | null;
}

const TIMEOUT = 25_000; // the gateway gives up after 21 s

export async function call<M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  options: Options<OperationOf<P, M>> = {},
): Promise<Answer<Good<Answers<OperationOf<P, M>>>>> {
  return send(method, address(path as string, options.path as Values, options.query as Values), options);
}

export async function get<P extends PathsWith<"get">>(
  path: P,
  options: Options<OperationOf<P, "get">> = {},
): Promise<Good<Answers<OperationOf<P, "get">>>> {
  return (await call("get", path, options)).body;
}

/** Where a file of a message can be read for some minutes. `href` is a path of the API, as the message names it. */
export async function fileAddress(href: string): Promise<string> {
  const { body } = await send<{ url: string }>("get", `..${href}?redirect=false`, {});
  return body.url;
}

const EARLY = 10_000;
const asked = new Map<string, Promise<Response>>();

/** Ask now what a part of the page that is not drawn yet will ask for; it then gets this answer. */
export function askEarly<P extends PathsWith<"get">>(path: P, query: Query<OperationOf<P, "get">> | null): void {
  const url = address(path as string, undefined, query as Values);
  const answer = attempt("get", url, {});
  answer.catch(() => {}); // whoever takes it is told
  asked.set(url, answer);
  window.setTimeout(() => asked.delete(url), EARLY);
}

/** Once: who asks again wants to know what has changed. */
function takeEarly(url: string): Promise<Response> | null {
  const answer = asked.get(url) ?? null;
  asked.delete(url);
  return answer;
}

type Values = Record<string, unknown> | undefined;

/** Relative to the page: the API is beside `desk/`, wherever that is. */
export function address(path: string, places: Values, query: Values): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places?.[name] ?? "")));
  const text = queryText(query);
  return `..${filled}${text ? `?${text}` : ""}`;
}

export function queryText(query: Values): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each));
  }
  return parameters.toString();
}

async function send<T>(
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
): Promise<Answer<T>> {
  let response = await ((method === "get" && !options.headers?.["If-None-Match"] && takeEarly(url)) || attempt(method, url, options));
  if (response.status === 401) {
    const renewal = await renewNow();
    if (renewal === "unknown") throw new Unreachable("the issuer does not answer");
    if (renewal === "renewed") response = await attempt(method, url, options);
  }
  if (response.status === 401) expire();
  if (response.status === 403 && (await reason(response.clone())) === "no_agent") dismissed();
  const etag = response.headers.get("ETag");
  if (response.ok || response.status === 304) {
    const body = response.status === 204 || response.status === 304 ? undefined : await json(response);
    const after = Number(response.headers.get("Retry-After"));
    return { status: response.status, body: body as T, etag, retryAfter: after > 0 ? after : null };
  }
  const problem = (await json(response).catch(() => null)) as Problem | null;
  if (!problem?.detail) throw response.status >= 500 ? new Unreachable(`${response.status}`) : new ApiError(response.status, { status: response.status, detail: `HTTP ${response.status}` });
  throw new ApiError(response.status, problem, etag);
}

async function reason(response: Response): Promise<string | undefined> {
  return ((await json(response).catch(() => null)) as Problem | null)?.reason;
}

async function attempt(
  method: string,
  url: string,
  { body, headers, signal }: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal },
): Promise<Response> {
  const bearer = token();
  const limits = [AbortSignal.timeout(TIMEOUT), ...(signal ? [signal] : [])];
  try {
    const asked = Date.now();
    const answer = await fetch(url, {
      method: method.toUpperCase(),
      headers: {
        Accept: "application/json",
        ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.any(limits),
    });
    learnClock(answer.headers.get("Date"), asked, Date.now());
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(error instanceof Error ? error.message : "");
  }
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    if (!response.ok) return null;
    throw new Unreachable("no JSON");
  }
}
