import { buckets, labelNames, labelsAt, latencies, randomSequence } from "../data.ts";
import type { Subject } from "../subject.ts";

const size = 8192;
const mask = size - 1;

/** Nanoseconds of one record: 3 labels, 1,000 series, in a process that uses other metrics too. */
export function record(subject: Subject): Record<string, number> {
  pollute(subject);
  const series = 1000;
  const random = randomSequence(7);
  const sets = Array.from({ length: size }, () => labelsAt(Math.floor(random() * series)));
  const values = latencies(size);
  const counter = subject.counter("requests_total", labelNames);
  const histogram = subject.histogram("latency_of_requests", labelNames, buckets);
  for (let at = 0; at < series; at += 1) {
    counter.inc(labelsAt(at));
    histogram.observe(labelsAt(at), 0.1);
  }
  const bound = new Map<string, { inc(): void }>();
  const boundHistogram = new Map<string, { observe(value: number): void }>();
  const counters = sets.map((labels) => once(bound, labels, () => counter.bind?.(labels)));
  const histograms = sets.map((labels) =>
    once(boundHistogram, labels, () => histogram.bind?.(labels)),
  );
  const sink = new Float64Array(1);
  const empty = measure((at) => {
    (sink[0] as number) += values[at & mask] as number;
  });
  const net = (work: (at: number) => void): number => Math.max(measure(work) - empty, 0.1);
  return {
    "counter, labels object": net((at) => {
      const { method, route, status } = sets[at & mask] as ReturnType<typeof labelsAt>;
      counter.inc({ method, route, status });
    }),
    "histogram, labels object": net((at) => {
      const { method, route, status } = sets[at & mask] as ReturnType<typeof labelsAt>;
      histogram.observe({ method, route, status }, values[at & mask] as number);
    }),
    "counter, bound": net((at) => (counters[at & mask] as { inc(): void }).inc()),
    "histogram, bound": net((at) =>
      (histograms[at & mask] as { observe(value: number): void }).observe(
        values[at & mask] as number,
      ),
    ),
  };
}

/** Nanoseconds of one call: the tenth percentile of many slices, which other work on the machine did not disturb. */
export function measure(work: (at: number) => void, slices = 300): number {
  let length = 500;
  const slice = (): number => {
    const started = process.hrtime.bigint();
    for (let at = 0; at < length; at += 1) work(at);
    return Number(process.hrtime.bigint() - started) / length;
  };
  for (let warm = 0; warm < 60; warm += 1) slice();
  length = Math.max(500, Math.round(1e6 / slice()));
  const times = Array.from({ length: slices }, slice).toSorted((a, b) => a - b);
  return times[Math.floor(slices / 10)] as number;
}

/** Inline caches of a real process have seen other metrics with other labels. */
function pollute(subject: Subject): void {
  const shapes = [
    ["a"],
    ["b", "c"],
    ["queue", "task", "state"],
    ["model", "action", "ok"],
    ["x1", "x2", "x3", "x4"],
    ["pool", "port"],
  ];
  for (const [index, names] of shapes.entries()) {
    const counter = subject.counter(`other_${index}_total`, names);
    const histogram = subject.histogram(`other_${index}_value`, names, buckets);
    for (let at = 0; at < 4000; at += 1) {
      const labels = Object.fromEntries(
        names.map((name, position) => [name, `v${(at * (position + 3)) % 5}`]),
      );
      counter.inc(labels);
      histogram.observe(labels, at % 7);
    }
  }
}

function once<V>(known: Map<string, V>, labels: object, make: () => V | undefined): V | undefined {
  const key = JSON.stringify(labels);
  const made = known.get(key) ?? make();
  if (made !== undefined) known.set(key, made);
  return made;
}
