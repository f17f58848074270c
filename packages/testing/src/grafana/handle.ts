import type { IncomingMessage, ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { aboutRoutes } from "./about.ts";
import { callerOf, type Caller } from "./access.ts";
import { alertingRoutes } from "./alerting.ts";
import { annotationRoutes } from "./annotations.ts";
import { dashboardRoutes } from "./dashboards.ts";
import { dataSourceRoutes } from "./data-sources.ts";
import type { Disturbances } from "./disturb.ts";
import { folderRoutes } from "./folders.ts";
import type { FakeGrafanaOptions, LoggedRequest } from "./options.ts";
import { resourceRoutes } from "./resources.ts";
import {
  createRouter,
  fail,
  forbid,
  type Answer,
  type Call,
  type Match,
  type Route,
} from "./route.ts";
import { searchRoutes } from "./search.ts";
import type { State } from "./state.ts";
import type { Behaviour } from "./versions.ts";

export interface Parts {
  readonly options: FakeGrafanaOptions;
  readonly behaviour: Behaviour;
  readonly state: State;
  readonly disturbances: Disturbances;
  readonly log: LoggedRequest[];
}

/** Answers requests as Grafana does. */
export function createHandler(
  parts: Parts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { options, disturbances, log } = parts;
  const find = createRouter(routesOf(parts));
  const isWithinLimit = rateLimiter(options.rateLimit);
  const half = (options.latencyMilliseconds ?? 0) / 2;
  return async (request, response) => {
    const url = new URL(request.url ?? "/", "http://grafana");
    const path = withoutPrefix(url.pathname, options.path ?? "");
    const method = request.method ?? "GET";
    const raw = await readText(request);
    const entry = {
      method,
      path: path ?? url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: parse(raw),
      account: undefined as string | undefined,
      status: undefined as number | undefined,
    };
    log.push(entry);
    const disturbance = disturbances.next(method, entry.path);
    if (disturbance?.hang === true) return;
    if (disturbance?.cut === "before") return void request.socket.destroy();
    await pause(half + (disturbance?.delayMilliseconds ?? 0));
    const answer =
      disturbance?.answer === undefined
        ? await answerTo(parts, { find, isWithinLimit }, request, entry, path)
        : {
            status: disturbance.answer.status,
            body: disturbance.answer.body ?? { message: "disturbed" },
            headers: disturbance.answer.headers ?? {},
          };
    if (disturbance?.cut === "after") return void request.socket.destroy();
    await pause(half);
    entry.status = answer.status;
    send(response, answer);
  };
}

function routesOf({ options, behaviour }: Parts): readonly Route[] {
  const legacy = [...dashboardRoutes, ...folderRoutes, ...annotationRoutes, ...searchRoutes];
  return [
    ...aboutRoutes,
    ...((options.hasLegacyApi ?? true) ? legacy : []),
    ...dataSourceRoutes,
    ...alertingRoutes,
    ...(behaviour.dashboardApis.length > 0 ? resourceRoutes : []),
  ];
}

interface Tools {
  readonly find: (method: string, path: string) => Match | undefined;
  readonly isWithinLimit: () => boolean;
}

async function answerTo(
  parts: Parts,
  { find, isWithinLimit }: Tools,
  request: IncomingMessage,
  entry: {
    readonly method: string;
    readonly query: URLSearchParams;
    readonly body: unknown;
    account: string | undefined;
  },
  path: string | undefined,
): Promise<Answer> {
  const { options, behaviour, state } = parts;
  if (!isWithinLimit()) {
    const after = String(options.rateLimit?.retryAfterSeconds ?? 1);
    return { ...fail(429, "Too many requests"), headers: { "retry-after": after } };
  }
  const match = path === undefined ? undefined : find(entry.method, path);
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const caller = callerOf(options, header("authorization"), header("x-grafana-org-id"));
  if (!("account" in caller)) {
    if (match?.route.action !== null)
      return fail(401, caller.message, {
        messageId: caller.messageId,
        statusCode: 401,
        traceID: "",
      });
  } else entry.account = caller.account;
  if (match === undefined) return fail(404, "Not found");
  const { action } = match.route;
  if (typeof action === "string" && "account" in caller && !(action in caller.permissions))
    return forbid(action);
  const known = caller as Caller;
  const call: Call = {
    parameters: match.parameters,
    query: entry.query,
    body: entry.body,
    header,
    caller: known,
    organization: state.organization("account" in caller ? known.organization : 1),
    state,
    behaviour,
    options,
  };
  return await match.route.handle(call);
}

function rateLimiter(limit: FakeGrafanaOptions["rateLimit"]): () => boolean {
  if (limit === undefined) return () => true;
  let start = Date.now();
  let count = 0;
  return () => {
    if (Date.now() - start >= limit.windowMilliseconds) {
      start = Date.now();
      count = 0;
    }
    count += 1;
    return count <= limit.requests;
  };
}

async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { ref: false });
}

function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === "") return path;
  return path === prefix || path.startsWith(`${prefix}/`)
    ? path.slice(prefix.length) || "/"
    : undefined;
}

function parse(body: string): unknown {
  if (body === "") return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isText = headers["content-type"] !== undefined && typeof body === "string";
  const text = body === undefined ? "" : isText ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
  response.end(text);
}
