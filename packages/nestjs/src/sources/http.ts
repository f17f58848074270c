import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { PluginContext } from "@promenade/core";
import type { HttpAdapter, NestHost } from "../host.ts";
import type { NestMetrics } from "../metrics.ts";
import {
  abortPhase,
  isEventStream,
  requestBodySize,
  responseBodySize,
  statusOf,
  unmatched,
  type Exchange,
  type Exchanges,
  type RouteOf,
} from "./exchange.ts";
import { attachExpress } from "./express.ts";
import { attachFastify, type FastifyInstance } from "./fastify.ts";
import { isOwnServer } from "./own-server.ts";
import { pollExchanges } from "./poll-exchanges.ts";

interface RequestStart {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/** Source: OpenTelemetry semantic conventions, `http.request.method`: RFC 9110, PATCH, QUERY. */
const knownMethods = new Set(
  "CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" "),
);

/**
 * Records HTTP from Node's own channel: it sees what guards, filters and body parsers refuse, 404 and clients that go
 * away, which a Nest interceptor does not.
 */
export function observeHttp(
  context: PluginContext<NestMetrics>,
  host: NestHost,
  adapter: HttpAdapter,
  ignoredRoutes: ReadonlySet<string>,
): void {
  const { metrics, scopes } = context;
  const exchanges: Exchanges = new Map();
  const routeOf = attachRouter(context, adapter, exchanges);
  const isOwn = isOwnServer(adapter);

  const record = (exchange: Exchange, route: string): void => {
    const seconds = (performance.now() - exchange.startedAt) / 1000;
    if (isEventStream(exchange))
      return metrics.eventStreamDuration.observe({ http_route: route }, seconds);
    const phase = abortPhase(exchange);
    const labels = { http_request_method: methodOf(exchange.request, route), http_route: route };
    const http_response_status_code = statusOf(exchange, phase);
    metrics.requestDuration.observe({ ...labels, http_response_status_code }, seconds);
    const received = requestBodySize(exchange);
    if (received !== undefined) metrics.requestBodySize.observe(labels, received);
    if (phase === undefined) metrics.responseBodySize.observe(labels, responseBodySize(exchange));
    else metrics.abortedRequests.inc({ ...labels, phase });
  };

  const end = context.guard((exchange: Exchange) => {
    exchanges.delete(exchange.request);
    const route = routeOf(exchange) ?? unmatched;
    const { keep, scope } = exchange;
    const isIgnored = ignoredRoutes.has(route);
    if (!isIgnored) {
      if (keep === undefined) record(exchange, route);
      else keep(() => record(exchange, route));
    }
    if (scope === undefined) return;
    scope.name = route;
    if (isIgnored || isEventStream(exchange)) scope.startedAt = undefined;
    scopes.end(scope);
  });

  context.on<RequestStart>("http.server.request.start", ({ request, response, server }) => {
    if (!isOwn(server) || isScrape(request, host.metricsPath)) return;
    const exchange: Exchange = {
      request,
      response,
      startedAt: performance.now(),
      writtenBefore: request.socket.bytesWritten,
      scope: scopes.isConsumed ? scopes.open("http") : undefined,
      route: undefined,
      reply: undefined,
      trail: undefined,
      keep: undefined,
    };
    exchanges.set(request, exchange);
    // Not `finish`: that one never comes when the client has gone away.
    response.once("close", () => end(exchange));
  });

  pollExchanges(context, exchanges, routeOf, knownMethods);
}

function attachRouter(
  context: PluginContext<NestMetrics>,
  adapter: HttpAdapter,
  exchanges: Exchanges,
): RouteOf {
  switch (adapter.getType?.() ?? "unknown") {
    case "fastify":
      return attachFastify(context, adapter.getInstance() as FastifyInstance, exchanges);
    case "express":
      return attachExpress(context, exchanges);
    default:
      context.log.warn(
        `nestjs() knows the routes of Express and Fastify only; requests of this HTTP adapter are recorded as "${unmatched}".`,
      );
      return () => undefined;
  }
}

/** A method that the app has a route for is bounded by its code; any other is what a client made up. */
function methodOf({ method = "" }: IncomingMessage, route: string): string {
  return knownMethods.has(method) || route !== unmatched ? method : "_OTHER";
}

function isScrape({ url = "" }: IncomingMessage, path: string | undefined): boolean {
  return path !== undefined && url.startsWith(path) && /^$|^\?/.test(url.slice(path.length));
}
