import { errorMonitor, type EventEmitter } from "node:events";
import { currentSpan, isPromiseLike } from "../sources/observe.ts";
import type { PrismaSpan } from "../sources/span.ts";
import { sharedState } from "../sources/state.ts";

/** Is told what a watched pool does; times in seconds. */
export interface PoolListener {
  waited(seconds: number, error: unknown): void;
  used(seconds: number): void;
  opened(): void;
  closed(): void;
  failed(): void;
}

/** The part of `pg.Pool` that is watched. */
interface WatchablePool extends EventEmitter {
  connect: (...args: readonly unknown[]) => unknown;
}

/** One pool under watch; all listeners of the process share it, so that `connect` is decorated once. */
export interface PoolWatch {
  readonly listeners: Set<PoolListener>;
  readonly undo: () => void;
}

/** Whether the pool is one whose waiting can be watched: an event emitter with `connect()`, as `pg.Pool` is. */
export function isWatchable(pool: object): boolean {
  const { connect, on, removeListener } = pool as Partial<WatchablePool>;
  return [connect, on, removeListener].every((method) => typeof method === "function");
}

/**
 * Watches a pool by its events, and by its own `connect` for the time that requests wait: no event tells that one.
 * Returns an undo that leaves the pool as it was.
 */
export function watchPool(target: object, listener: PoolListener): () => void {
  const { watches } = sharedState();
  const pool = target as WatchablePool;
  let watch = watches.get(pool);
  if (watch === undefined) watches.set(pool, (watch = startWatch(pool)));
  const { listeners, undo } = watch;
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || watches.get(pool)?.listeners !== listeners) return;
    watches.delete(pool);
    undo();
  };
}

function startWatch(pool: WatchablePool): PoolWatch {
  const listeners = new Set<PoolListener>();
  const tell = (what: (listener: PoolListener) => void): void => {
    for (const listener of listeners) what(listener);
  };
  const undoEvents = watchEvents(pool, tell);
  const undoConnect = decorateConnect(pool, () => {
    // A waiting request is served in the context of whoever gives the connection back, so the span is looked up now.
    const span = currentSpan();
    const since = performance.now();
    return (error) => {
      const seconds = secondsSince(since);
      if (span !== undefined) book(span, pool, seconds);
      tell((listener) => listener.waited(seconds, error));
    };
  });
  return {
    listeners,
    undo: () => {
      undoConnect();
      undoEvents();
    },
  };
}

/** As Node's own types have a listener. */
type Handler = Parameters<EventEmitter["on"]>[1];
type Tell = (what: (listener: PoolListener) => void) => void;

function watchEvents(pool: WatchablePool, tell: Tell): () => void {
  const takenAt = new WeakMap<object, number>();
  const handlers: readonly (readonly [string | symbol, Handler])[] = [
    ["connect", () => tell((listener) => listener.opened())],
    ["remove", () => tell((listener) => listener.closed())],
    ["acquire", (client: object) => void takenAt.set(client, performance.now())],
    [
      "release",
      (_error: unknown, client: object) => {
        const since = takenAt.get(client);
        if (since !== undefined) tell((listener) => listener.used(secondsSince(since)));
      },
    ],
    // A listener for "error" itself would keep an app alive that relies on dying of it.
    [errorMonitor, () => tell((listener) => listener.failed())],
  ];
  for (const [event, handler] of handlers) pool.on(event, handler);
  return () => {
    for (const [event, handler] of handlers) pool.removeListener(event, handler);
  };
}

/** Times `connect()` of this one instance, in both of its forms: with a callback, and with a promise. */
function decorateConnect(pool: WatchablePool, begin: () => (error: unknown) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(pool, "connect");
  const original = pool.connect;
  let isActive = true;
  const connect = (...args: readonly unknown[]): unknown => {
    if (!isActive) return original.apply(pool, args as unknown[]);
    const done = begin();
    const [callback, ...rest] = args;
    if (typeof callback === "function") {
      const timed = (error: unknown, ...results: readonly unknown[]): unknown => {
        done(error);
        return (callback as (...all: readonly unknown[]) => unknown)(error, ...results);
      };
      return original.apply(pool, [timed, ...rest]);
    }
    const result = original.apply(pool, args as unknown[]);
    if (!isPromiseLike(result)) return result;
    // `then` of the promise itself: a pool may have been given a promise class of the user's.
    return result.then(
      (client) => {
        done(undefined);
        return client;
      },
      (error: unknown) => {
        done(error);
        throw error;
      },
    );
  };
  pool.connect = connect;
  return () => {
    isActive = false;
    // Somebody may have decorated it after us; then ours stays in between and does nothing.
    if (pool.connect !== connect) return;
    if (own === undefined) delete (pool as Partial<WatchablePool>).connect;
    else Object.defineProperty(pool, "connect", own);
  };
}

/** Tells the Prisma span that asked for the connection how long it waited, and of which pool its SQL is. */
function book(span: PrismaSpan, pool: object, seconds: number): void {
  span.waitSeconds += seconds;
  for (let around: PrismaSpan | undefined = span; around !== undefined; around = around.parent)
    around.pool = pool;
}

function secondsSince(since: number): number {
  return (performance.now() - since) / 1000;
}
