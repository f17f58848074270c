import { tell, type Role } from "../events.ts";
import { sharedState } from "../state.ts";

/**
 * The part of librdkafka's statistics that is used. Counts are since the start of the instance, times in microseconds.
 * Source: STATISTICS.md of librdkafka.
 */
interface Statistics {
  readonly type?: string;
  readonly msg_cnt?: number;
  readonly brokers?: Readonly<Record<string, BrokerStatistics>>;
  readonly cgrp?: { readonly rebalance_cnt?: number };
}

interface BrokerStatistics {
  readonly name: string;
  /** `learned`, `configured`, `internal`, `logical`. */
  readonly source?: string;
  readonly outbuf_cnt?: number;
  readonly rxbytes?: number;
  readonly txretries?: number;
  readonly req_timeouts?: number;
  readonly txerrs?: number;
  readonly rxerrs?: number;
  readonly disconnects?: number;
  readonly rtt?: { readonly avg?: number; readonly cnt?: number };
  readonly req?: Readonly<Record<string, number>>;
}

export interface Prepared {
  readonly config: object;
  readonly undo: () => void;
}

const intervalMilliseconds = 5000;
/** An app may have chosen a longer interval than ours. */
const validMilliseconds = 60_000;

interface ClientConfig {
  readonly stats_cb?: unknown;
  readonly "statistics.interval.ms"?: unknown;
}

/**
 * The configuration of a client with librdkafka's statistics on. A callback of the app's own in this configuration is
 * called as before.
 */
export function withStatistics(
  config: unknown,
  client: string,
  role: Role,
  group?: string,
): Prepared {
  const given = (config ?? {}) as ClientConfig;
  const follower = new Follower(client, role, group);
  const { stats_cb: own } = given;
  return {
    config: {
      ...given,
      "statistics.interval.ms": given["statistics.interval.ms"] ?? intervalMilliseconds,
      stats_cb(this: unknown, ...args: readonly unknown[]): unknown {
        follower.follow(args[0]);
        return typeof own === "function" ? (Reflect.apply(own, this, args) as unknown) : undefined;
      },
    },
    undo: () => follower.end(),
  };
}

/** Turns what librdkafka counts since its start into what happened since its last report. */
class Follower {
  readonly #client: string;
  readonly #role: Role;
  readonly #group: string | undefined;
  readonly #totals = new Map<string, number>();
  #hasEnded = false;

  constructor(client: string, role: Role, group: string | undefined) {
    this.#client = client;
    this.#role = role;
    this.#group = group;
  }

  follow(report: unknown): void {
    if (this.#hasEnded) return;
    try {
      this.#read(parse(report));
    } catch {
      // A report that is not as documented tells nothing.
    }
  }

  end(): void {
    this.#hasEnded = true;
    sharedState().statistics.delete(this);
  }

  #read(statistics: Statistics): void {
    const client = this.#client;
    const roundTrips = new Map<string, number>();
    const requestQueues = new Map<string, number>();
    for (const broker of Object.values(statistics.brokers ?? {})) {
      if (broker.source === "internal" || broker.source === "logical") {
        this.#readRequests(broker);
        continue;
      }
      const name = addressOf(broker.name);
      if ((broker.rtt?.cnt ?? 0) > 0) roundTrips.set(name, (broker.rtt?.avg ?? 0) / 1e6);
      requestQueues.set(name, (requestQueues.get(name) ?? 0) + (broker.outbuf_cnt ?? 0));
      this.#since(`${broker.name} rxbytes`, broker.rxbytes, (count) =>
        tell({ type: "response", client, broker: name, count }),
      );
      this.#since(`${broker.name} req_timeouts`, broker.req_timeouts, (count) =>
        tell({ type: "timeout", client, broker: name, count }),
      );
      this.#since(`${broker.name} txretries`, broker.txretries, (count) =>
        tell({ type: "retry", client, count }),
      );
      this.#since(`${broker.name} disconnects`, broker.disconnects, (count) =>
        tell({ type: "connection-error", client, count }),
      );
      this.#readRequests(broker);
    }
    const queued = this.#role === "producer" ? (statistics.msg_cnt ?? 0) : undefined;
    const validUntil = performance.now() + validMilliseconds;
    sharedState().statistics.set(this, {
      client,
      queued,
      roundTrips,
      requestQueues,
      validUntil,
    });
    this.#readGroup(statistics);
  }

  #readGroup({ cgrp }: Statistics): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#since("rebalance_cnt", cgrp?.rebalance_cnt, (count) =>
      tell({ type: "rebalance", group, count }),
    );
  }

  #readRequests({ name, req = {} }: BrokerStatistics): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#since(
      `${name} Heartbeat`,
      (req["Heartbeat"] ?? 0) + (req["ConsumerGroupHeartbeat"] ?? 0),
      (count) => tell({ type: "heartbeat", group, count }),
    );
    this.#since(`${name} OffsetCommit`, req["OffsetCommit"], (count) =>
      tell({ type: "commit", group, count }),
    );
  }

  #since(key: string, total: number | undefined, tellIt: (count: number) => void): void {
    if (typeof total !== "number") return;
    const before = this.#totals.get(key) ?? 0;
    this.#totals.set(key, total);
    if (total > before) tellIt(total - before);
  }
}

/** Up to version 1.0 the text itself, later an event that holds it. */
function parse(report: unknown): Statistics {
  const text =
    typeof report === "string" ? report : (report as { readonly message?: unknown }).message;
  return (typeof text === "string" ? JSON.parse(text) : report) as Statistics;
}

/** `127.0.0.1:9092/1` and `127.0.0.1:9092/bootstrap` are the same machine. */
function addressOf(name: string): string {
  return name.replace(/^[a-z_]+:\/\//, "").replace(/\/[^/]*$/, "");
}
