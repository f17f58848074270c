import type { IncomingMessage, ServerResponse } from "node:http";
import type { Promenade } from "@promenade/core";
import type { HttpAdapter } from "../host.ts";

interface ExpressApp {
  get(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): unknown;
}

interface FastifyApp {
  route(options: {
    readonly method: readonly string[];
    readonly url: string;
    readonly handler: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): void },
    ) => void;
  }): unknown;
}

/** Serves the metrics on a route of the app itself: below Nest, so that no prefix, guard or interceptor applies. */
export function mount(promenade: Promenade, adapter: HttpAdapter, path: string): void {
  const { handler } = promenade;
  if (adapter.getType?.() === "fastify") {
    (adapter.getInstance() as FastifyApp).route({
      method: ["GET", "HEAD"],
      url: path,
      handler: ({ raw }, reply) => {
        reply.hijack();
        handler(raw, reply.raw);
      },
    });
    return;
  }
  (adapter.getInstance() as ExpressApp).get(path, (request, response) =>
    handler(request, response),
  );
}
