import type { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import type { PluginContext } from "@promenade/core";
import type { NestHost } from "../host.ts";
import type { NestMetrics } from "../metrics.ts";

/**
 * Counts connections that were upgraded to WebSocket. Node refuses upgrades while nobody listens for them, so this
 * listens only where somebody else does: after bootstrap, when the gateways are there.
 */
export function observeUpgrades(context: PluginContext<NestMetrics>, host: NestHost): void {
  const { activeUpgrades } = context.metrics;
  activeUpgrades.set(0);
  const closed = context.guard(() => activeUpgrades.dec());
  const upgraded = context.guard((_request: unknown, socket: Duplex) => {
    activeUpgrades.inc();
    socket.once("close", () => closed());
  });
  host.onBootstrap(() => {
    const server = host.adapter()?.getHttpServer() as EventEmitter | undefined;
    if (server === undefined || server.listenerCount("upgrade") === 0) return;
    server.prependListener("upgrade", upgraded);
    context.defer(() => void server.off("upgrade", upgraded));
  });
}
