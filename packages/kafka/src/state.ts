import type { ConsumerRecord } from "./consumers.ts";
import type { OffsetReader } from "./lag/reader.ts";

/**
 * What all copies of this package share in one process, so that two of them (a bundle, hot reload) neither count twice
 * nor undo each other's work, and so that a plugin that starts late knows the consumers that run already.
 */
export interface SharedState {
  /** Consumers that joined a group or died in it. */
  readonly consumers: Set<ConsumerRecord>;
  /** Undoes the instrumentation of an object. */
  readonly undo: WeakMap<object, () => void>;
  /** Calls that send and have not ended, by client. */
  readonly sendsInFlight: Map<string, number>;
  /** Numbers that clients report and that hold until the next report, by client and broker. */
  readonly requestQueues: Map<object, QueueReport>;
  /** Reports of librdkafka, by instance. */
  readonly statistics: Map<object, StatisticsReport>;
  /** Readers of offsets with an open connection. */
  readonly readers: Set<OffsetReader>;
  /** Plugins that poll. */
  pollers: number;
}

/** Requests that wait to be sent by one client, by broker. */
export interface QueueReport {
  readonly client: string;
  readonly sizes: Map<string, number>;
}

/** What librdkafka said last about one instance. */
export interface StatisticsReport {
  readonly client: string;
  /** Messages in its own queue; absent for consumers. */
  readonly queued: number | undefined;
  /** Mean round trip in seconds, by broker. */
  readonly roundTrips: ReadonlyMap<string, number>;
  /** Requests that wait to be sent, by broker. */
  readonly requestQueues: ReadonlyMap<string, number>;
  /** By `performance.now()`: a client that reports no more has nothing to say. */
  readonly validUntil: number;
}

const key = Symbol.for("promenade.kafka.1");

/** The state of this process. */
export function sharedState(): SharedState {
  const holder = globalThis as { [key]?: SharedState };
  return (holder[key] ??= {
    consumers: new Set(),
    undo: new WeakMap(),
    sendsInFlight: new Map(),
    requestQueues: new Map(),
    statistics: new Map(),
    readers: new Set(),
    pollers: 0,
  });
}
