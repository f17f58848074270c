/** What an account may do by its basic role; Grafana's own three. */
export type FakeRole = "Viewer" | "Editor" | "Admin";

/** What an account of the fake may do. */
export interface FakeAccount {
  /** Default "Admin". */
  readonly role?: FakeRole;
  /** The organization's number. Default 1. */
  readonly organization?: number;
  /** Instead of the role's permissions: action → scopes, for example `{ "dashboards:read": ["dashboards:*"] }`. */
  readonly permissions?: Readonly<Record<string, readonly string[]>>;
}

/** An account that logs in with a password. */
export interface FakeUser extends FakeAccount {
  readonly password: string;
}

/** Something that `/api/datasources` lists and `/api/datasources/proxy/uid/…` passes requests to. */
export interface FakeDataSource {
  readonly uid: string;
  readonly name: string;
  /** Default "prometheus". */
  readonly type?: string;
  /** Where the requests go. */
  readonly url: string;
  readonly isDefault?: boolean;
  readonly jsonData?: Readonly<Record<string, unknown>>;
}

/** What `startFakeGrafana()` takes; all of it is optional. */
export interface FakeGrafanaOptions {
  /** The major version, or a full one as "11.2.0". Its behaviours follow it. Default "12". */
  readonly version?: string;
  /** Sub-path that Grafana is served under, as "/grafana". Default: none. */
  readonly path?: string;
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number;
  /** Service account tokens. Default: `admin-token`, `editor-token` and `viewer-token` with these roles. */
  readonly tokens?: Readonly<Record<string, FakeAccount>>;
  /** Users for basic authentication. Default: `admin` with the password `admin`. */
  readonly users?: Readonly<Record<string, FakeUser>>;
  /** How many dashboards and folders an organization may hold. Default: no limit. */
  readonly quota?: { readonly dashboards?: number; readonly folders?: number };
  /** Answer 429 with `Retry-After` beyond that many requests in a window. Default: no limit. */
  readonly rateLimit?: {
    readonly requests: number;
    readonly windowMilliseconds: number;
    /** Default 1. */
    readonly retryAfterSeconds?: number;
  };
  /** How long each answer takes: half before the request is handled, half after. Default 0. */
  readonly latencyMilliseconds?: number;
  readonly dataSources?: readonly FakeDataSource[];
  /** Whether `/api/health` tells the version. Default true. */
  readonly showsVersion?: boolean;
  /** Whether `/api/dashboards`, `/api/folders` and `/api/annotations` exist: a Grafana to come may drop them. Default true. */
  readonly hasLegacyApi?: boolean;
  /** Serve HTTPS with this certificate. `ca` with `requestCert` asks the client for one too. */
  readonly tls?: {
    readonly key: string;
    readonly cert: string;
    readonly ca?: string;
    readonly requestCert?: boolean;
  };
}

/** What happens to chosen requests instead of, or before, the answer. */
export interface Disturbance {
  /** Only requests of this method. */
  readonly method?: string;
  /** Only requests whose path (without the sub-path) begins with this, or matches. */
  readonly path?: string | RegExp;
  /** The first one that is disturbed, counted from now among those that match. Default 1. */
  readonly at?: number;
  /** How many in a row. Default 1; `Infinity` until `settle()`. */
  readonly times?: number;
  /**
   * `before`: the connection is cut and nothing happened. `after`: the request takes effect, and the connection is cut
   * before the answer.
   */
  readonly cut?: "before" | "after";
  /** Never answer. */
  readonly hang?: boolean;
  /** Wait before the request is handled. */
  readonly delayMilliseconds?: number;
  /** Answer this instead; nothing takes effect. */
  readonly answer?: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** One request that arrived. */
export interface LoggedRequest {
  readonly method: string;
  /** Without the sub-path and the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON, or the text when it is none; `undefined` when there was no body. */
  readonly body: unknown;
  /** Who asked, as `token:<token>` or `user:<login>`; `undefined` when refused. */
  readonly account: string | undefined;
  /** What was answered; `undefined` when the connection was cut before. */
  readonly status: number | undefined;
}
