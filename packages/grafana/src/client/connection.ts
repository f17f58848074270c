import { check, type Check, type Checks } from "@promenade/core";

/** A secret, what gives it at each request, or the file that holds it. */
export type GrafanaSecret = string | (() => string | Promise<string>) | { readonly file: string };

/** How to reach a Grafana. */
export interface GrafanaConnection {
  /** With the sub-path where there is one: `https://example.com/grafana`. */
  readonly url: string;
  /** Token of a service account. */
  readonly token?: GrafanaSecret;
  /** For basic authentication, instead of a token. */
  readonly username?: string;
  readonly password?: GrafanaSecret;
  /** Number of the organization, for basic authentication; a token belongs to one. */
  readonly organization?: number;
  /** Certificates in PEM form. `rejectUnauthorized: false` accepts any server. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** `http://proxy:3128`. Default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment; `false` goes direct. */
  readonly proxy?: string | false;
  /** How long one request may take. Default 10,000. */
  readonly timeoutMilliseconds?: number;
  /** How often a request is tried when Grafana is overloaded or cannot be reached. Default 6. */
  readonly attempts?: number;
  /** Further headers, for a gateway before Grafana. */
  readonly headers?: Readonly<Record<string, string>>;
}

const isSecret: Check = (value) =>
  (typeof value === "string" && value !== "") ||
  typeof value === "function" ||
  (typeof value === "object" &&
    value !== null &&
    typeof (value as { file?: unknown }).file === "string")
    ? undefined
    : "a non-empty string, a function, or { file } (is its environment variable set?)";

const isUrl: Check = (value) =>
  typeof value === "string" && /^https?:$/.test(protocolOf(value))
    ? undefined
    : 'an URL with http or https, as "https://example.com/grafana"';

export const connectionChecks: Checks<GrafanaConnection> = {
  url: isUrl,
  token: isSecret,
  username: check.string,
  password: isSecret,
  organization: check.integer(1),
  tls: check.object,
  proxy: check.any(check.oneOf(false), isUrl),
  timeoutMilliseconds: check.integer(1),
  attempts: check.integer(1, 100),
  headers: check.object,
};

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

/** The URL's parts: what may be shown, and the credentials that stood in it. */
export function splitUrl(url: string): {
  readonly base: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
} {
  const { origin, pathname, username, password } = new URL(url);
  return {
    base: `${origin}${pathname.replace(/\/+$/, "")}`,
    username: username === "" ? undefined : decodeURIComponent(username),
    password: password === "" ? undefined : decodeURIComponent(password),
  };
}
