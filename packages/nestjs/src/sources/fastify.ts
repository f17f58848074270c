import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import { PromenadeError, type PluginContext } from "@promenade/core";
import type { NestMetrics } from "../metrics.ts";
import type { Exchanges, RouteOf } from "./exchange.ts";

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly routeOptions?: { readonly url?: string };
}

interface FastifyReply {
  getHeader(name: string): unknown;
}

export interface FastifyInstance {
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): unknown;
  addresses(): readonly { readonly port: number; readonly address: string }[];
}

/**
 * Learns the routes of a Fastify 5 application by a hook, which also sees what never reaches a handler: bad bodies,
 * refused requests, 404.
 * @throws PromenadeError `PROMENADE_OPTION_INVALID` when the application is listening already
 */
export function attachFastify(
  context: PluginContext<NestMetrics>,
  instance: FastifyInstance,
  exchanges: Exchanges,
): RouteOf {
  let isOn = true;
  context.defer(() => {
    isOn = false;
  });
  const note = context.guard((request: FastifyRequest, reply: FastifyReply) => {
    const exchange = exchanges.get(request.raw);
    if (exchange === undefined) return;
    exchange.route = request.routeOptions?.url;
    exchange.reply = reply;
    if (context.hasExemplars) exchange.keep = AsyncLocalStorage.snapshot();
  });
  try {
    instance.addHook("onRequest", (request, reply, done) => {
      if (isOn) note(request, reply);
      done();
    });
  } catch (error) {
    throw new PromenadeError(
      "PROMENADE_OPTION_INVALID",
      "nestjs() cannot learn the routes of a Fastify application that is listening already; start it before `app.listen()`.",
      { cause: error },
    );
  }
  context.scopes.bindToChannel<{ readonly request: FastifyRequest }>(
    "fastify.request.handler",
    ({ request }) => exchanges.get(request.raw)?.scope,
  );
  return (exchange) => exchange.route;
}
