import type { CallOptions, Platform } from "../support/app.ts";

export interface Scenario {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly options?: CallOptions;
  /** What the client gets; 0 when it went away before. */
  readonly status: number;
  /** What is recorded; nothing when absent. */
  readonly recorded?: Recorded | Readonly<Record<Platform, Recorded>>;
  /** Bytes that no HTTP client would send. */
  readonly raw?: string;
}

export interface Recorded {
  readonly route: string;
  /** Default: the status that the client gets. */
  readonly status?: number;
  readonly aborted?: "upload" | "waiting" | "response";
  /** An event stream that ended, not a request. */
  readonly isStream?: boolean;
}

const json = { "content-type": "application/json" };
const unmatched = { route: "<unmatched>" };

/** The 25 ways in which a request can end, as far as a client can tell. */
export const scenarios: readonly Scenario[] = [
  get("answer", "/api/users/1", 200, "/api/users/:id"),
  get("answer to a query", "/api/users?page=1", 200, "/api/users"),
  { ...get("HEAD", "/api/users/1", 200, "/api/users/:id"), method: "HEAD" },
  {
    name: "preflight without CORS",
    method: "OPTIONS",
    path: "/api/users/1",
    options: { headers: { origin: "http://other", "access-control-request-method": "POST" } },
    status: 404,
    recorded: unmatched,
  },
  get("pipe refuses", "/api/users/int/abc", 400, "/api/users/int/:id"),
  get("guard says no", "/api/users/denied/1", 403, "/api/users/denied/:id"),
  get("guard throws", "/api/users/unauthorized/1", 401, "/api/users/unauthorized/:id"),
  get("handler throws", "/api/users/boom", 500, "/api/users/boom"),
  get("handler throws an HTTP error", "/api/users/teapot", 418, "/api/users/teapot"),
  get("filter answers", "/api/users/filtered", 422, "/api/users/filtered"),
  get("nothing there, inside the prefix", "/api/nope/zzz", 404, "<unmatched>"),
  get("nothing there, outside the prefix", "/wp-login.php", 404, "<unmatched>"),
  { ...get("no such method", "/api/users/1", 404, "<unmatched>"), method: "DELETE" },
  {
    name: "body that is no JSON",
    method: "POST",
    path: "/api/users/body",
    options: { headers: json, body: "{bad" },
    status: 400,
    recorded: { express: unmatched, fastify: { route: "/api/users/body" } },
  },
  {
    name: "body that is too large",
    method: "POST",
    path: "/api/users/body",
    options: { headers: json, body: JSON.stringify({ text: "x".repeat(2_000_000) }) },
    status: 413,
    recorded: { express: unmatched, fastify: { route: "/api/users/body" } },
  },
  get("URL that cannot be decoded", "/api/users/%ZZ", 400, "<unmatched>"),
  get("handler answers by itself", "/api/users/manual", 202, "/api/users/manual"),
  get("redirect", "/api/users/redirect", 302, "/api/users/redirect"),
  get("file", "/api/users/file", 200, "/api/users/file"),
  get("request-scoped controller", "/api/scoped/7", 200, "/api/scoped/:id"),
  get("version in the URL", "/api/v2/versioned/7", 200, "/api/v2/versioned/:id"),
  {
    name: "client goes away before the answer",
    method: "GET",
    path: "/api/users/slow/1",
    options: { abortAfter: 80 },
    status: 0,
    recorded: { route: "/api/users/slow/:id", status: 499, aborted: "waiting" },
  },
  {
    name: "client leaves an event stream",
    method: "GET",
    path: "/api/users/stream",
    options: { abortAfter: 200 },
    status: 200,
    recorded: { route: "/api/users/stream", isStream: true },
  },
  {
    name: "client goes away while it uploads",
    method: "POST",
    path: "/api/users/body",
    options: {
      headers: { ...json, "content-length": "1000" },
      body: '{"a":',
      keepOpen: true,
      abortAfter: 80,
    },
    status: 0,
    recorded: {
      express: { ...unmatched, status: 499, aborted: "upload" },
      fastify: { route: "/api/users/body", status: 499, aborted: "upload" },
    },
  },
  { name: "no HTTP at all", method: "-", path: "-", status: 0, raw: "GARBAGE\r\n\r\n" },
];

function get(name: string, path: string, status: number, route: string): Scenario {
  return { name, method: "GET", path, status, recorded: { route } };
}

/** The series that a scenario is expected to add, as {@link growth} tells it. */
export function expectedGrowth(scenario: Scenario, platform: Platform): readonly string[] {
  const { recorded, method } = scenario;
  if (recorded === undefined) return [];
  const {
    route,
    aborted,
    isStream,
    status = scenario.status,
  } = "route" in recorded ? recorded : recorded[platform];
  if (isStream === true)
    return [`http_server_event_stream_duration_seconds_count{http_route="${route}"} +1`];
  const labels = `http_request_method="${method}",http_route="${route}"`;
  return [
    ...(aborted === undefined
      ? []
      : [`http_server_aborted_requests_total{${labels},phase="${aborted}"} +1`]),
    `http_server_request_duration_seconds_count{${labels},http_response_status_code="${status}"} +1`,
  ];
}
