import type { PluginContext, PollRecorder } from "@promenade/core";
import type { ConsumerRecord } from "../consumers.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { sharedState } from "../state.ts";
import type { PartitionOffsets } from "./reader.ts";

/** Below the collector's own limit, so that one cluster that hangs costs only its own groups. */
const readMilliseconds = 3000;
const collectorMilliseconds = 4000;

interface Reading {
  readonly startedAt: number;
  readonly offsets: Promise<readonly PartitionOffsets[]>;
}

/** Reads under way, shared by all plugins of the process; one that hangs is not started a second time. */
const reading = new WeakMap<ConsumerRecord, Reading>();

/** Polls committed and end offsets of the partitions that are assigned to this process. */
export function pollLag(context: PluginContext<KafkaMetrics>, cacheMilliseconds: number): void {
  context.poll({
    name: "offsets",
    metrics: ["lag", "lagSeconds", "committedOffset", "endOffset", "lagKnown"],
    timeoutMilliseconds: collectorMilliseconds,
    cacheMilliseconds,
    collect: async (record) => {
      const known = new Map<string, boolean>();
      const all = [...sharedState().consumers];
      for (const consumer of all) consumer.refresh();
      const consumers = all.filter(({ assignment }) => assignment.size > 0);
      await Promise.all(
        consumers.map(async (consumer) => {
          if (consumer.reader === undefined) return;
          const { group } = consumer;
          const offsets = await within(readMilliseconds, readOnce(consumer));
          known.set(group, offsets !== undefined && known.get(group) !== false);
          for (const one of offsets ?? []) recordPartition(record, consumer, one);
        }),
      );
      for (const [group, isKnown] of known) record.set("lagKnown", { group }, isKnown ? 1 : 0);
    },
  });
  const state = sharedState();
  state.pollers += 1;
  context.defer(async () => {
    state.pollers -= 1;
    if (state.pollers === 0)
      await Promise.all([...state.readers].map(async (reader) => await reader.close()));
  });
}

function recordPartition(
  record: PollRecorder<KafkaMetrics>,
  consumer: ConsumerRecord,
  { topic, partition, committed, start, end }: PartitionOffsets,
): void {
  // A rebalance may have taken it away while the brokers were asked.
  if (consumer.assignment.get(topic)?.includes(partition) !== true) return;
  const labels = { group: consumer.group, topic, partition };
  record.set("endOffset", labels, Number(end));
  if (committed !== undefined) record.set("committedOffset", labels, Number(committed));
  // Before its first commit a group has no offset at the brokers, but it has begun somewhere.
  const next = committed ?? consumer.positionOf(topic, partition);
  if (next === undefined) return;
  // Retention may have removed what was not read yet: that is lost, and waits no more.
  const position = next < start ? start : next;
  record.set("lag", labels, Math.max(0, Number(end - position)));
  record.set("lagSeconds", labels, consumer.backlog.waited(topic, partition, position, end));
}

function readOnce(consumer: ConsumerRecord): Promise<readonly PartitionOffsets[] | undefined> {
  const running = reading.get(consumer);
  if (running !== undefined) {
    // It hangs since an earlier scrape: this one need not wait for it as well.
    const hangs = performance.now() - running.startedAt > readMilliseconds;
    return hangs ? Promise.resolve(undefined) : running.offsets;
  }
  const { reader, group, assignment } = consumer;
  const offsets = (reader?.read(group, assignment) ?? Promise.resolve([])).finally(() => {
    reading.delete(consumer);
    // The connection of a consumer that is dead must not keep the process alive.
    if (consumer.state === "crashed") void reader?.close();
  });
  reading.set(consumer, { startedAt: performance.now(), offsets });
  return offsets;
}

/** The result, or undefined when there is none in time. */
async function within<R>(
  milliseconds: number,
  work: Promise<R | undefined>,
): Promise<R | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([work, limit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
