import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import type { PluginContext } from "@promenade/core";
import type { NestMetrics } from "../metrics.ts";
import type { Exchanges, RouteOf } from "./exchange.ts";
import { ExpressTrail, type LayerContext } from "./express-trail.ts";

const channel = "express.router.request";

/** Learns the routes of an Express 5 application from the channel of its router (2.3 or newer). */
export function attachExpress(context: PluginContext<NestMetrics>, exchanges: Exchanges): RouteOf {
  context.trace<LayerContext>(channel, {
    start: (layer) => {
      const exchange = exchanges.get(layer.req);
      if (exchange === undefined) return;
      // The first layer is in the trace of the server; the handler of the route may be in a more exact one.
      if (context.hasExemplars && (exchange.trail === undefined || layer.req.route !== undefined))
        exchange.keep = AsyncLocalStorage.snapshot();
      exchange.trail ??= new ExpressTrail();
      exchange.trail.enter(layer);
    },
  });
  context.scopes.bindToChannel<LayerContext>(channel, ({ req }) => exchanges.get(req)?.scope);
  return ({ request, response, trail }) =>
    trail === undefined ? declaredRoute(request) : trail.template(response.statusCode);
}

/** For routers that do not publish: a route of the app itself. Below a mount only values are known, not patterns. */
export function declaredRoute(request: IncomingMessage): string | undefined {
  const { baseUrl, route } = request as LayerContext["req"];
  return typeof route?.path === "string" && baseUrl === "" ? route.path : undefined;
}
