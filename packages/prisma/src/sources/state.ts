import { AsyncLocalStorage } from "node:async_hooks";
import { channel, type Channel } from "@promenade/core";
import type { PoolWatch } from "../pool/watch.ts";
import type { PrismaSpan } from "./span.ts";
import type { InstrumentationSlot } from "./tracing-helper.ts";

/**
 * What all copies of this package share in one process, so that two of them (a bundle, hot reload, two versions)
 * neither count twice nor undo each other's work.
 */
export interface SharedState {
  /** The span that runs now. */
  readonly storage: AsyncLocalStorage<PrismaSpan>;
  /** The globals that hold Prisma's tracing helpers, while anybody is interested. */
  readonly slots: Map<string, InstrumentationSlot>;
  /** Plugins that listen, and those of them that want SQL statements. */
  listeners: number;
  statementListeners: number;
  /** Operations that have begun and not ended. */
  operationsInFlight: number;
  /** Pools that `instrumentAdapter` found, by name. */
  readonly pools: Map<string, object>;
  readonly watches: WeakMap<object, PoolWatch>;
}

/** Tells that {@link SharedState.pools} changed. */
export const poolsChanged: Channel<object> = channel("promenade:prisma:pools");

const key = Symbol.for("promenade.prisma.1");

/** The state of this process. */
export function sharedState(): SharedState {
  const holder = globalThis as { [key]?: SharedState };
  return (holder[key] ??= {
    storage: new AsyncLocalStorage(),
    slots: new Map(),
    listeners: 0,
    statementListeners: 0,
    operationsInFlight: 0,
    pools: new Map(),
    watches: new WeakMap(),
  });
}
