import { buckets, labelNames, labelsAt } from "../data.ts";
import type { Subject } from "../subject.ts";
import { drain, startScrapes } from "./scrape.ts";

/** Bytes per label combination, heap and external, after collection and after two scrapes. */
export async function memory(subject: Subject): Promise<Record<string, number>> {
  const combinations = 100_000;
  const server = await startScrapes(subject);
  const labels = Array.from({ length: combinations }, (_, at) => labelsAt(at));
  subject.counter("warm_total", labelNames).inc(labelsAt(0));
  subject.histogram("warm_value", labelNames, buckets).observe(labelsAt(0), 1);
  await server.scrape();
  const before = used();
  const counter = subject.counter("requests_total", labelNames);
  for (const set of labels) counter.inc(set);
  await server.scrape();
  await server.scrape();
  await drain();
  const between = used();
  const histogram = subject.histogram("latency_of_requests", labelNames, buckets);
  for (const set of labels) histogram.observe(set, 0.02);
  await server.scrape();
  await drain();
  const after = used();
  await server.stop();
  return {
    "bytes a counter series": (between - before) / combinations,
    "bytes a histogram of 12 buckets": (after - between) / combinations,
    kept: labels.length,
  };
}

function used(): number {
  for (let round = 0; round < 4; round += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
