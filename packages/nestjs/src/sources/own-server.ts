import type { Server } from "node:http";
import type { HttpAdapter } from "../host.ts";
import type { FastifyInstance } from "./fastify.ts";

/**
 * Tells requests of this application from those of others in the process, the metrics server among them.
 *
 * Fastify answers on a second server when it listens on "localhost" (IPv4 and IPv6), so a stranger is compared by the
 * address that it is bound to.
 */
export function isOwnServer(adapter: HttpAdapter): (server: Server) => boolean {
  const known = new WeakMap<Server, boolean>();
  return (server) => {
    if (server === adapter.getHttpServer()) return true;
    let isOwn = known.get(server);
    if (isOwn === undefined) {
      isOwn = isAmong(addressesOf(adapter), server);
      known.set(server, isOwn);
    }
    return isOwn;
  };
}

function addressesOf(adapter: HttpAdapter): ReturnType<FastifyInstance["addresses"]> {
  const instance = adapter.getInstance() as Partial<FastifyInstance> | undefined;
  return adapter.getType?.() === "fastify" ? (instance?.addresses?.() ?? []) : [];
}

function isAmong(addresses: ReturnType<FastifyInstance["addresses"]>, server: Server): boolean {
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) return false;
  return addresses.some(({ port, address }) => port === bound.port && address === bound.address);
}
