import type { Caller } from "./access.ts";
import type { FakeGrafanaOptions } from "./options.ts";
import type { Organization, State } from "./state.ts";
import type { Behaviour } from "./versions.ts";

/** What a route's handler gets. */
export interface Call {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
  readonly caller: Caller;
  readonly organization: Organization;
  readonly state: State;
  readonly behaviour: Behaviour;
  readonly options: FakeGrafanaOptions;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** `:name` takes one segment, `*name` the rest. */
  readonly path: string;
  /** The permission that it takes; `undefined` for any account, `null` also for nobody. */
  readonly action?: string | null;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

export const ok = (body: unknown, status = 200): Answer => ({ status, body });

/** An error as Grafana writes it. */
export function fail(
  status: number,
  message: string,
  rest: Readonly<Record<string, unknown>> = {},
): Answer {
  return { status, body: { message, ...rest } };
}

/** What a caller without a permission gets. */
export function forbid(action: string): Answer {
  const message = `You'll need additional permissions to perform this action. Permissions needed: ${action}`;
  return fail(403, message, { accessErrorId: "ACE0000000000", title: "Access denied" });
}

/** An error as Kubernetes' API writes it, for `/apis`. */
export function failResource(code: number, reason: string, message: string): Answer {
  const body = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    code,
  };
  return { status: code, body };
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request. */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => Match | undefined {
  const compiled = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method && route.method !== "*") continue;
      const match = pattern.exec(path);
      if (match === null) continue;
      const entries = Object.entries(match.groups ?? {});
      return {
        route,
        parameters: Object.fromEntries(
          entries.map(([name, text]) => [name, decodeURIComponent(text)]),
        ),
      };
    }
    return undefined;
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.]/g, String.raw`\.`)
    .replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")
    .replaceAll(/\*(\w+)/g, "(?<$1>.*)");
  return new RegExp(`^${source}/?$`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const now = (): string => new Date().toISOString();
