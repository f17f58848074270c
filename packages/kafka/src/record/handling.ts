import type { BoundCounter, BoundHistogram, PluginContext, Scope } from "@promenade/core";
import { errorType } from "../error-type.ts";
import { handlingChannel, type Handling } from "../handling.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { ageOf } from "./age.ts";
import { bytesOf } from "./bytes.ts";

/** The series of one group and topic, resolved once: this is the path of every message. */
interface Stream {
  readonly labels: { readonly group: string; readonly topic: string };
  readonly messages: BoundCounter;
  readonly bytes: BoundCounter;
  readonly age: BoundHistogram;
  ok: BoundHistogram | undefined;
}

/** More topics than any app reads: past it, series are no longer kept here. */
const streamLimit = 5000;

function createStreams({
  metrics: record,
}: PluginContext<KafkaMetrics>): (handling: Handling) => Stream {
  const streams = new Map<string, Map<string, Stream>>();
  let count = 0;
  return ({ group, topic }) => {
    let topics = streams.get(group);
    const known = topics?.get(topic);
    if (known !== undefined) return known;
    const labels = { group, topic };
    const made: Stream = {
      labels,
      messages: record.consumerMessages.bind(labels),
      bytes: record.consumerBytes.bind(labels),
      age: record.messageAge.bind(labels),
      ok: undefined,
    };
    if (count >= streamLimit) return made;
    count += 1;
    if (topics === undefined) streams.set(group, (topics = new Map()));
    topics.set(topic, made);
    return made;
  };
}

/** Records messages as they are handed over, and makes each handling a unit of work that is named after its topic. */
export function recordHandling(context: PluginContext<KafkaMetrics>): void {
  const { metrics: record, scopes } = context;
  const streamOf = createStreams(context);
  const countsBytes = context.isEnabled("consumerBytes");
  const tellsAge = context.isEnabled("messageAge");
  const startedAt = new WeakMap<Handling, number>();
  const opened = new WeakMap<Handling, Scope>();

  // Stores are bound before `start` is published.
  scopes.bindToChannel<Handling>(handlingChannel, (handling) => {
    const scope = scopes.open(handling.unit, handling.topic);
    opened.set(handling, scope);
    return scope;
  });
  context.trace<Handling>(handlingChannel, {
    start(handling) {
      startedAt.set(handling, performance.now());
      const { messages } = handling;
      if (messages === undefined) return;
      const stream = streamOf(handling);
      stream.messages.inc(messages.length);
      if (countsBytes) stream.bytes.inc(bytesOf(messages));
      if (!tellsAge) return;
      const now = Date.now();
      for (const message of messages) {
        const age = ageOf(message, now);
        if (age !== undefined) stream.age.observe(age);
      }
    },
    asyncEnd(handling) {
      const scope = opened.get(handling);
      if (scope !== undefined) scopes.end(scope);
      const since = startedAt.get(handling);
      if (since === undefined) return;
      const { unit, failure } = handling;
      const seconds = (performance.now() - since) / 1000;
      const stream = streamOf(handling);
      if (failure === undefined) {
        if (unit === "batch") return;
        stream.ok ??= record.messageDuration.bind({ ...stream.labels, outcome: "ok" });
        stream.ok.observe(seconds);
        return;
      }
      const { labels } = stream;
      if (unit === "message")
        record.messageDuration.observe({ ...labels, outcome: "error" }, seconds);
      record.handlerErrors.inc({ ...labels, error_type: errorType(failure.error) });
    },
  });
}
