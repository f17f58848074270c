import type { BoundCounter, BoundHistogram, PluginContext, Scope } from "@promenade/core";
import { errorType } from "../error-type.ts";
import { handlingChannel, type Handling } from "../handling.ts";
import type { KafkaMetrics } from "../metrics.ts";
import { ageOf } from "./age.ts";
import { bytesOf } from "./bytes.ts";
import type { KafkaNames } from "./names.ts";

/** The series of one group and topic, resolved once: this is the path of every message. */
interface Stream {
  readonly labels: { readonly group: string; readonly topic: string };
  readonly messages: BoundCounter;
  readonly bytes: BoundCounter;
  readonly age: BoundHistogram;
  ok: BoundHistogram | undefined;
}

function createStreams(
  { metrics: record }: PluginContext<KafkaMetrics>,
  names: KafkaNames,
): (handling: Handling) => Stream {
  const streams = new Map<string, Map<string, Stream>>();
  return (handling) => {
    const known = streams.get(handling.group)?.get(handling.topic);
    if (known !== undefined) return known;
    const labels = {
      group: names.groups.of(handling.group),
      topic: names.topics.of(handling.topic),
    };
    let topics = streams.get(labels.group);
    let stream = topics?.get(labels.topic);
    if (stream !== undefined) return stream;
    stream = {
      labels,
      messages: record.consumerMessages.bind(labels),
      bytes: record.consumerBytes.bind(labels),
      age: record.messageAge.bind(labels),
      ok: undefined,
    };
    if (topics === undefined) streams.set(labels.group, (topics = new Map()));
    topics.set(labels.topic, stream);
    return stream;
  };
}

/** Records messages as they are handed over, and makes each handling a unit of work that is named after its topic. */
export function recordHandling(context: PluginContext<KafkaMetrics>, names: KafkaNames): void {
  const { metrics: record, scopes } = context;
  const streamOf = createStreams(context, names);
  const countsBytes = context.isEnabled("consumerBytes");
  const tellsAge = context.isEnabled("messageAge");
  const running = new WeakMap<Handling, { readonly since: number; readonly stream: Stream }>();
  const opened = new WeakMap<Handling, Scope>();

  // Stores are bound before `start` is published.
  scopes.bindToChannel<Handling>(handlingChannel, (handling) => {
    const scope = scopes.open(handling.unit, names.topics.peek(handling.topic));
    opened.set(handling, scope);
    return scope;
  });
  context.trace<Handling>(handlingChannel, {
    start(handling) {
      const stream = streamOf(handling);
      running.set(handling, { since: performance.now(), stream });
      const { messages } = handling;
      if (messages === undefined) return;
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
      const run = running.get(handling);
      if (run === undefined) return;
      const { stream } = run;
      const { unit, failure } = handling;
      const seconds = (performance.now() - run.since) / 1000;
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
