import type { PluginContext } from "@promenade/core";
import { ConsumerRecord, type Assignment } from "../consumers.ts";
import type { KafkaEvent, Role } from "../events.ts";
import type { OffsetReader, PartitionOffsets } from "../lag/reader.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { sharedState } from "../state.ts";

/** The public part of a producer, consumer or admin of `@platformatic/kafka` that is used. */
export interface PlatformaticClient {
  readonly clientId: string;
  readonly instanceId: number;
  readonly type?: string;
  readonly groupId?: string;
  readonly closed?: boolean;
  on(event: string, listener: (payload: unknown) => void): unknown;
  off(event: string, listener: (payload: unknown) => void): unknown;
}

interface PlatformaticConsumer extends PlatformaticClient {
  readonly groupId: string;
  readonly assignments: readonly { readonly topic: string; readonly partitions: number[] }[] | null;
  isActive(): boolean;
  listOffsets(options: object): Promise<ReadonlyMap<string, readonly (bigint | undefined)[]>>;
  listCommittedOffsets(
    options: object,
  ): Promise<ReadonlyMap<string, readonly (bigint | undefined)[]>>;
}

export interface Clients {
  /** Begins to follow a client that is seen for the first time. */
  known(client: PlatformaticClient): void;
  /** Counts a send in or out. */
  sending(client: PlatformaticClient, step: number): void;
  /** Whose connection it is. */
  ownerOf(instance: number | undefined): { readonly client: string; readonly role: Role };
}

const roles: ReadonlySet<string> = new Set(["producer", "consumer", "admin"]);

/** Finds clients when they are made, or later, by whatever they do first. */
export function followClients(
  context: PluginContext<KafkaMetrics>,
  record: (event: KafkaEvent) => void,
): Clients {
  const followed = new Map<PlatformaticClient, () => void>();
  const owners = new Map<number, { readonly client: string; readonly role: Role }>();

  function known(client: PlatformaticClient): void {
    if (followed.has(client) || client.closed === true) return;
    const { clientId, type = "" } = client;
    if (!roles.has(type)) return;
    owners.set(client.instanceId, { client: clientId, role: type as Role });
    const undo = [
      listen(context, client, {
        "client:performWithRetry:retry": () => record({ type: "retry", client: clientId }),
        "client:broker:disconnect": () =>
          record({ type: "disconnect", client: clientId, role: type as Role }),
        "client:close": () => forget(client),
        ...(type === "consumer" && {
          "consumer:group:rebalance": () =>
            record({ type: "rebalance", group: client.groupId ?? "unknown" }),
        }),
      }),
      ...(type === "consumer" ? [share(client as PlatformaticConsumer)] : []),
    ];
    followed.set(client, () => {
      for (const one of undo) one();
    });
  }

  function forget(client: PlatformaticClient): void {
    followed.get(client)?.();
    followed.delete(client);
    owners.delete(client.instanceId);
  }

  context.on<{ readonly instance: PlatformaticClient }>("plt:kafka:instances", ({ instance }) =>
    known(instance),
  );
  context.defer(() => {
    for (const client of followed.keys()) forget(client);
  });

  return {
    known,
    sending(client, step) {
      known(client);
      const { sendsInFlight } = sharedState();
      const name = client.clientId;
      sendsInFlight.set(name, Math.max(0, (sendsInFlight.get(name) ?? 0) + step));
    },
    ownerOf: (instance) => owners.get(instance ?? -1) ?? { client: "unknown", role: "admin" },
  };
}

function listen(
  context: PluginContext<KafkaMetrics>,
  client: PlatformaticClient,
  listeners: Readonly<Record<string, () => void>>,
): () => void {
  const added = Object.entries(listeners).map(([event, listener]) => {
    const guarded = context.guard(listener);
    client.on(event, guarded);
    return () => void client.off(event, guarded);
  });
  return () => {
    for (const one of added) one();
  };
}

interface Shared {
  readonly record: ConsumerRecord;
  followers: number;
}

const shared = new WeakMap<object, Shared>();

/** All plugins of the process share one record of a consumer. Returns an undo. */
function share(consumer: PlatformaticConsumer): () => void {
  let one = shared.get(consumer);
  if (one === undefined) {
    const record = new ConsumerRecord(consumer.groupId, new ConsumerReader(consumer));
    record.follow(() => assignmentOf(consumer));
    record.starting();
    shared.set(consumer, (one = { record, followers: 0 }));
  }
  const { record } = one;
  one.followers += 1;
  return () => {
    const rest = shared.get(consumer);
    if (rest === undefined || (rest.followers -= 1) > 0) return;
    shared.delete(consumer);
    record.stopped();
  };
}

function assignmentOf(consumer: PlatformaticConsumer): Assignment {
  if (!consumer.isActive()) return new Map();
  return new Map((consumer.assignments ?? []).map(({ topic, partitions }) => [topic, partitions]));
}

/** Asks through the consumer itself, because a client cannot be made without its package. */
class ConsumerReader implements OffsetReader {
  readonly #consumer: PlatformaticConsumer;

  constructor(consumer: PlatformaticConsumer) {
    this.#consumer = consumer;
  }

  async read(_group: string, assignment: Assignment): Promise<readonly PartitionOffsets[]> {
    const consumer = this.#consumer;
    const topics = [...assignment.keys()];
    const partitions = Object.fromEntries(assignment);
    const committed = await consumer.listCommittedOffsets({
      topics: [...assignment].map(([topic, numbers]) => ({ topic, partitions: [...numbers] })),
    });
    const [ends, starts] = await Promise.all([
      consumer.listOffsets({ topics, partitions, timestamp: -1n }),
      consumer.listOffsets({ topics, partitions, timestamp: -2n }),
    ]);
    return [...assignment].flatMap(([topic, numbers]) =>
      numbers.flatMap((partition): readonly PartitionOffsets[] => {
        const end = ends.get(topic)?.[partition];
        const start = starts.get(topic)?.[partition];
        if (end === undefined || start === undefined) return [];
        const offset = committed.get(topic)?.[partition];
        const isCommitted = offset !== undefined && offset >= 0n;
        return [{ topic, partition, committed: isCommitted ? offset : undefined, start, end }];
      }),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
