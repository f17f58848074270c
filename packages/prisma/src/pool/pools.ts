import type { PluginContext } from "@promenade/core";
import type { metrics } from "../metrics.ts";
import { poolsChanged, sharedState } from "../sources/state.ts";
import { keepTracingHelper } from "../sources/tracing-helper.ts";
import { readerOf, type PoolReading } from "./read.ts";
import { isWatchable, watchPool, type PoolListener } from "./watch.ts";

/** A pool, or a function that gives it once it exists. */
export type PoolSource = object | (() => object | undefined);

/** The pools that this plugin knows, with the names that the user gave them. */
export interface Pools {
  nameOf(pool: object | undefined): string;
}

/** The name of every pool that nobody named. */
export const unnamedPool = "default";

interface Followed {
  readonly name: string;
  readonly read: () => PoolReading;
  readonly isWatched: boolean;
  readonly unwatch: () => void;
}

/** Follows the pools of the options, and those that `instrumentAdapter` finds. */
export function followPools(
  context: PluginContext<typeof metrics>,
  sources: Readonly<Record<string, PoolSource>>,
): Pools {
  const followed = new Map<object, Followed>();

  function follow(name: string, pool: object): void {
    const read = readerOf(pool);
    if (read === undefined) return;
    const isWatched = isWatchable(pool);
    const unwatch = isWatched ? watchPool(pool, listenerFor(context, name)) : () => {};
    followed.set(pool, { name, read, isWatched, unwatch });
  }

  function refresh(): void {
    const now = new Map<object, string>();
    for (const [name, pool] of sharedState().pools) now.set(pool, name);
    for (const [name, source] of Object.entries(sources)) {
      const pool = typeof source === "function" ? (source as () => unknown)() : source;
      if (typeof pool === "object" && pool !== null) now.set(pool, name);
    }
    for (const [pool, { name, unwatch }] of followed) {
      if (now.get(pool) === name) continue;
      unwatch();
      followed.delete(pool);
    }
    for (const [pool, name] of now) if (!followed.has(pool)) follow(name, pool);
  }

  refresh();
  context.on(poolsChanged, refresh);
  context.defer(() => {
    for (const { unwatch } of followed.values()) unwatch();
  });
  context.poll({
    name: "pools",
    metrics: ["connections", "connectionsMax", "pendingRequests"],
    collect(record) {
      keepTracingHelper();
      refresh();
      for (const { name, read } of followed.values()) {
        const pool = { db_client_connection_pool_name: name };
        const { idle, used, pending, max } = read();
        record.set("connections", { ...pool, db_client_connection_state: "idle" }, idle);
        record.set("connections", { ...pool, db_client_connection_state: "used" }, used);
        record.set("pendingRequests", pool, pending);
        if (max !== undefined) record.set("connectionsMax", pool, max);
      }
    },
  });

  return {
    nameOf(pool) {
      if (pool !== undefined) return followed.get(pool)?.name ?? unnamedPool;
      // A watched pool tells which statements are its own; another one can only be told when it is alone.
      const [only, ...others] = followed.values();
      return only !== undefined && others.length === 0 && !only.isWatched ? only.name : unnamedPool;
    },
  };
}

/** Records what a pool does. Binding at once shows each counter from the start, as 0. */
function listenerFor(context: PluginContext<typeof metrics>, name: string): PoolListener {
  const record = context.metrics;
  const labels = { db_client_connection_pool_name: name };
  const wait = record.connectionWait.bind(labels);
  const timeouts = record.connectionTimeouts.bind(labels);
  const use = record.connectionUse.bind(labels);
  const opened = record.connectionsOpened.bind(labels);
  const closed = record.connectionsClosed.bind(labels);
  const errors = record.poolErrors.bind(labels);
  return {
    waited: context.guard((seconds: number, error: unknown) => {
      wait.observe(seconds);
      if (isTimeout(error)) timeouts.inc();
    }),
    used: context.guard((seconds: number) => use.observe(seconds)),
    opened: context.guard(() => opened.inc()),
    closed: context.guard(() => closed.inc()),
    failed: context.guard(() => errors.inc()),
  };
}

/** The pool has no code for it; these are the two messages of `pg-pool`. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}
