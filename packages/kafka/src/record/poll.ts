import type { PluginContext } from "@promenade/core";
import type { ConsumerState } from "../consumers.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { sharedState } from "../state.ts";
import { knowConsumers, type KafkaNames } from "./names.ts";

const states: readonly ConsumerState[] = ["joining", "active", "crashed"];

/** What this process knows without asking a broker. */
export function pollClients(context: PluginContext<KafkaMetrics>, names: KafkaNames): void {
  const label = (client: string): string => names.clients.peek(client);
  context.poll({
    name: "clients",
    metrics: [
      "consumers",
      "assignedPartitions",
      "sendsInFlight",
      "producerQueue",
      "requestQueueSize",
      "brokerRoundTrip",
    ],
    collect(record) {
      const { consumers, sendsInFlight, requestQueues, statistics } = sharedState();
      const members = new Sums<readonly [group: string, state: string]>();
      const partitions = new Sums<readonly [group: string, topic: string]>();
      const waiting = new Sums<readonly [client: string, broker: string]>();
      const queued = new Sums<readonly [client: string]>();
      const sending = new Sums<readonly [client: string]>();
      for (const consumer of consumers) consumer.refresh();
      knowConsumers(names);
      for (const consumer of consumers) {
        const { group, state, assignment } = consumer;
        for (const one of states) members.add([group, one], one === state ? 1 : 0);
        for (const [topic, numbers] of assignment)
          partitions.add([group, topic], state === "crashed" ? 0 : numbers.length);
      }
      for (const { client, sizes } of requestQueues.values())
        for (const [broker, size] of sizes) waiting.add([label(client), broker], size);
      for (const [source, report] of statistics) {
        const client = label(report.client);
        if (report.validUntil < performance.now()) {
          statistics.delete(source);
          continue;
        }
        for (const [broker, size] of report.requestQueues) waiting.add([client, broker], size);
        if (report.queued !== undefined) queued.add([client], report.queued);
        for (const [broker, seconds] of report.roundTrips)
          record.set("brokerRoundTrip", { client, broker }, seconds);
      }
      members.each(([group, state], sum) => record.set("consumers", { group, state }, sum));
      partitions.each(([group, topic], sum) =>
        record.set("assignedPartitions", { group, topic }, sum),
      );
      waiting.each(([client, broker], sum) =>
        record.set("requestQueueSize", { client, broker }, sum),
      );
      queued.each(([client], sum) => record.set("producerQueue", { client }, sum));
      for (const [client, count] of sendsInFlight) sending.add([label(client)], count);
      sending.each(([client], sum) => record.set("sendsInFlight", { client }, sum));
    },
  });
}

/** Sums by several labels. */
class Sums<K extends readonly string[]> {
  readonly #sums = new Map<string, { readonly key: K; sum: number }>();

  add(key: K, amount: number): void {
    const text = key.join("\n");
    const known = this.#sums.get(text);
    if (known === undefined) this.#sums.set(text, { key, sum: amount });
    else known.sum += amount;
  }

  each(visit: (key: K, sum: number) => void): void {
    for (const { key, sum } of this.#sums.values()) visit(key, sum);
  }
}
