import { AsyncLocalStorage, createHook } from "node:async_hooks";
import { type Channel, channel } from "node:diagnostics_channel";
import { PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** What code left behind, one line each; empty when it cleaned up. */
export interface Leaks {
  /** Subscribers and bound stores of diagnostics channels. */
  readonly channels: readonly string[];
  /** Listeners on `process`. */
  readonly listeners: readonly string[];
  readonly observers: number;
  /** Timers (unreferenced ones too), sockets, watchers, workers: type and where it was made. */
  readonly resources: readonly string[];
}

/** What `trackLeaks()` gives. */
export interface LeakTracker {
  /** Resources are booked only when made inside of it; the rest is booked from now until `finish()`. */
  run<R>(work: () => Promise<R>): Promise<R>;
  /** Channels that were subscribed to since the beginning. */
  channels(): readonly string[];
  /** Ends the booking and tells what is left. */
  finish(): Promise<Leaks>;
}

const tracked =
  /^(?:Timeout|Immediate|FSEVENTWRAP|STATWATCHER|SIGNALWRAP|PROCESSWRAP|WORKER|MESSAGEPORT|(?:TCP|PIPE|UDP|TTY)(?:SERVER)?WRAP|TCPCONNECTWRAP)$/;

/** Books everything that must be undone at stop. Only one can be at work at a time. */
export function trackLeaks(): LeakTracker {
  const inside = new AsyncLocalStorage<true>();
  const resources = new Map<number, string>();
  const hook = createHook({
    init(id, type) {
      if (inside.getStore() === true && tracked.test(type))
        resources.set(id, `${type} made ${origin(new Error("origin").stack)}`);
    },
    destroy: (id) => void resources.delete(id),
  }).enable();
  const balance = new Map<string, number>();
  const restoreChannels = bookChannels(balance);
  const observers = new Set<PerformanceObserver>();
  const restoreObservers = bookObservers(observers);
  const listenersBefore = processListeners();
  return {
    run: async (work) => await inside.run(true, work),
    channels: () => [...balance.keys()],
    finish: async () => {
      // Handles close, and timers report their end, some turns of the event loop later.
      for (let turn = 0; turn < 20 && resources.size > 0; turn += 1) await sleep(10);
      hook.disable();
      restoreChannels();
      restoreObservers();
      return {
        channels: [...balance]
          .filter(([, count]) => count !== 0)
          .map(([name, count]) => `${name}: ${count}`),
        listeners: difference(listenersBefore, processListeners()),
        observers: observers.size,
        resources: [...resources.values()],
      };
    },
  };
}

/** Node keeps no list of channels, so each subscription is counted where all of them pass. */
function bookChannels(balance: Map<string, number>): () => void {
  const probe = channel("promenade.testing.probe");
  const noop = (): void => undefined;
  probe.subscribe(noop);
  // A channel with a subscriber changes its prototype to a hidden class.
  const active = Object.getPrototypeOf(probe) as Record<string, Method>;
  probe.unsubscribe(noop);
  const steps = { subscribe: 1, bindStore: 1, unsubscribe: -1, unbindStore: -1 };
  const originals = Object.keys(steps).map((name) => [name, active[name]] as const);
  for (const [name, original] of originals) {
    const step = steps[name as keyof typeof steps];
    active[name] = function book(this: unknown, ...args: unknown[]): unknown {
      const result = original?.apply(this, args);
      if (step > 0 || result === true) {
        const key = String((this as Channel).name);
        balance.set(key, (balance.get(key) ?? 0) + step);
      }
      return result;
    };
  }
  return () => {
    for (const [name, original] of originals) if (original !== undefined) active[name] = original;
  };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function bookObservers(observers: Set<PerformanceObserver>): () => void {
  const prototype = PerformanceObserver.prototype as unknown as Record<string, Method>;
  const { observe, disconnect } = prototype;
  prototype["observe"] = function book(this: unknown, ...args: unknown[]): unknown {
    observers.add(this as PerformanceObserver);
    return observe?.apply(this, args);
  };
  prototype["disconnect"] = function book(this: unknown, ...args: unknown[]): unknown {
    observers.delete(this as PerformanceObserver);
    return disconnect?.apply(this, args);
  };
  return () => {
    if (observe !== undefined) prototype["observe"] = observe;
    if (disconnect !== undefined) prototype["disconnect"] = disconnect;
  };
}

function processListeners(): ReadonlyMap<string, number> {
  const names = process.eventNames();
  return new Map(names.map((name) => [String(name), process.listenerCount(name)]));
}

function difference(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  return [...after]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name, count]) => `${name}: ${count - (before.get(name) ?? 0)}`);
}

/** The first line of a stack that is neither Node's nor ours. */
function origin(stack = ""): string {
  const lines = stack.split("\n").slice(1);
  const line = lines.find((text) => !/node:|\/contract\/leaks\./.test(text));
  return (line ?? "somewhere").trim();
}
