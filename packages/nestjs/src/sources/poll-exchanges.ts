import type { PluginContext } from "@promenade/core";
import type { NestMetrics } from "../metrics.ts";
import {
  isEventStream,
  unmatched,
  type Exchange,
  type Exchanges,
  type RouteOf,
} from "./exchange.ts";

/** Tells at each scrape what is in flight. Methods and routes that were seen once stay, with 0. */
export function pollExchanges(
  context: PluginContext<NestMetrics>,
  exchanges: Exchanges,
  routeOf: RouteOf,
  knownMethods: ReadonlySet<string>,
): void {
  const methods = new Map<string, number>([["GET", 0]]);
  const streams = new Map<string, number>();

  const count = (exchange: Exchange): boolean => {
    const { method = "" } = exchange.request;
    add(methods, knownMethods.has(method) ? method : "_OTHER");
    const isStream = isEventStream(exchange);
    if (isStream) add(streams, routeOf(exchange) ?? unmatched);
    return isStream;
  };

  context.poll({
    name: "requests",
    metrics: ["activeRequests", "activeEventStreams", "oldestRequest"],
    collect: (record) => {
      for (const counts of [methods, streams]) for (const key of counts.keys()) counts.set(key, 0);
      let oldest: number | undefined;
      for (const exchange of exchanges.values())
        if (!count(exchange)) oldest ??= exchange.startedAt;
      for (const [http_request_method, value] of methods)
        record.set("activeRequests", { http_request_method }, value);
      for (const [http_route, value] of streams)
        record.set("activeEventStreams", { http_route }, value);
      record.set("oldestRequest", oldest === undefined ? 0 : (performance.now() - oldest) / 1000);
    },
  });
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
