import { PromenadeError } from "@promenade/core";

/** How to log in to a server. Secrets appear in no message. */
export interface Access {
  /** May have a sub-path, as behind a proxy; may carry `user:password@`. */
  readonly url: string;
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** More headers: `X-Scope-OrgID` of Mimir, `X-Grafana-Org-Id`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For one request. Default 10,000. */
  readonly timeoutMilliseconds?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** A server, ready to be asked. */
export interface Endpoint {
  /** Without credentials, fit for a message. */
  readonly url: string;
  /**
   * Any answer, whatever its status.
   * @throws PromenadeError `PROMENADE_UNREACHABLE` when none comes; the message says why.
   */
  ask(path: string, request?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly method?: "GET" | "POST";
  readonly body?: URLSearchParams | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const defaultTimeoutMilliseconds = 10_000;

/**
 * Makes an endpoint of an address and its credentials.
 * @throws PromenadeError `PROMENADE_URL_INVALID`
 */
export function endpoint(access: Access): Endpoint {
  const url = parse(access.url);
  const headers = { ...authorization(access, url), ...access.headers };
  url.username = "";
  url.password = "";
  const base = url.href.replace(/\/$/, "");
  const timeoutMilliseconds = access.timeoutMilliseconds ?? defaultTimeoutMilliseconds;
  return {
    url: base,
    async ask(path, request = {}) {
      const where = path === "" ? base : `${base}/${path}`;
      try {
        const response = await fetch(where, {
          method: request.method ?? "GET",
          headers: { ...headers, ...request.headers },
          signal: AbortSignal.timeout(timeoutMilliseconds),
          ...(request.body === undefined ? {} : { body: request.body }),
        });
        const text = await response.text();
        const contentType = response.headers.get("content-type") ?? "";
        return { status: response.status, contentType, text };
      } catch (error) {
        const reason = reasonOf(error, timeoutMilliseconds);
        throw new PromenadeError("PROMENADE_UNREACHABLE", `No answer from ${base}: ${reason}.`, {
          cause: error,
        });
      }
    },
  };
}

function parse(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new PromenadeError(
      "PROMENADE_URL_INVALID",
      "An address must begin with http:// or https://, as in http://localhost:9090.",
    );
  }
  return url;
}

function authorization(access: Access, url: URL): Readonly<Record<string, string>> {
  if (access.token !== undefined) return { authorization: `Bearer ${access.token}` };
  const username = access.username ?? decodeURIComponent(url.username);
  const password = access.password ?? decodeURIComponent(url.password);
  if (username === "" && password === "") return {};
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  return { authorization: `Basic ${basic}` };
}

/** What the codes of Node.js mean to somebody who has to repair it. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens on that port",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  ETIMEDOUT: "the connection timed out",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is self-signed; name the authority in NODE_EXTRA_CA_CERTS",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate is self-signed; name the authority in NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate has an unknown issuer; name the authority in NODE_EXTRA_CA_CERTS",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak HTTPS; try http://",
};

function reasonOf(error: unknown, timeoutMilliseconds: number): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `it took longer than ${timeoutMilliseconds / 1000} s`;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { readonly code?: unknown }).code;
    if (typeof code === "string") return reasons[code] ?? code;
    if (cause instanceof AggregateError && cause.errors.length > 0)
      return reasonOf(cause.errors[0], timeoutMilliseconds);
  }
  return error instanceof Error ? error.message : String(error);
}
