import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Check } from "../options.ts";

/** A secret, or what gives it at each request, so that it can change while the app runs. */
export type Secret = string | (() => string);

/** Who may read the metrics: bearers of a token, or one user with a password. */
export type Auth =
  | { readonly bearer: Secret }
  | { readonly username: string; readonly password: Secret };

/** What a `WWW-Authenticate` header says. */
export function challenge(auth: Auth): string {
  return "bearer" in auth ? 'Bearer realm="metrics"' : 'Basic realm="metrics", charset="UTF-8"';
}

/**
 * Whether an `Authorization` header has the right credentials. Takes the same time for every wrong one.
 * Throws when a secret's function throws.
 */
export function isAuthorized(auth: Auth, header: string | undefined): boolean {
  const secret = read("bearer" in auth ? auth.bearer : auth.password);
  if (secret === undefined || header === undefined) return false;
  const [, scheme = "", credentials = ""] = /^(\S+) +(.*?) *$/.exec(header) ?? [];
  if ("bearer" in auth) return isEqual(credentials, secret) && scheme.toLowerCase() === "bearer";
  const given = Buffer.from(credentials, "base64").toString();
  return isEqual(given, `${auth.username}:${secret}`) && scheme.toLowerCase() === "basic";
}

/** An empty secret lets nobody in: it comes from a variable that is not set. */
function read(secret: Secret): string | undefined {
  const text: unknown = typeof secret === "function" ? call(secret) : secret;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** What the function threw may hold the secret, so it goes no further. */
function call(secret: () => string): unknown {
  try {
    return secret();
  } catch {
    throw new Error("the function that gives the secret of `server.auth` threw");
  }
}

const key = randomBytes(32);

/** Digests have one length, so that not even the length of the secret shows in the time. */
function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Proves the option `auth`. An empty secret is an environment variable that is not set: better said at start. */
export const checkAuth: Check = (value) => {
  const expected =
    "{ bearer } or { username, password }, each secret a non-empty string or a function (is its environment variable set?)";
  if (typeof value !== "object" || value === null) return expected;
  const { bearer, username, password, ...rest } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(rest).length > 0) return expected;
  if ("bearer" in value)
    return !("username" in value) && !("password" in value) && isSecret(bearer)
      ? undefined
      : expected;
  const isName = typeof username === "string" && username !== "" && !username.includes(":");
  return isName && isSecret(password) ? undefined : expected;
};

function isSecret(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || typeof value === "function";
}
