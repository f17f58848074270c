import { buckets, labelNames, labelsAt } from "../data.ts";
import type { LabelSet, Subject } from "../subject.ts";
import { startScrapes, usedMemory } from "./scrape.ts";

const combinations = 100_000;

/** Bytes per label combination of a counter, heap and external, before and after two scrapes. */
export async function counterMemory(subject: Subject): Promise<Record<string, number>> {
  const recordOne = (name: string): ((labels: LabelSet) => void) => {
    const counter = subject.counter(`${name}_total`, labelNames);
    return (labels) => counter.inc(labels);
  };
  return { "bytes a counter series": await bytesOfOne(subject, recordOne) };
}

/** Bytes per label combination of a histogram. */
export async function histogramMemory(subject: Subject): Promise<Record<string, number>> {
  const recordOne = (name: string): ((labels: LabelSet) => void) => {
    const histogram = subject.histogram(`${name}_value`, labelNames, buckets);
    return (labels) => histogram.observe(labels, 0.02);
  };
  return { "bytes a histogram of 12 buckets": await bytesOfOne(subject, recordOne) };
}

async function bytesOfOne(
  subject: Subject,
  recordOne: (name: string) => (labels: LabelSet) => void,
): Promise<number> {
  const server = await startScrapes(subject);
  const labels = Array.from({ length: combinations }, (_, at) => labelsAt(at));
  // Optimized code would let go of them before the last reading.
  Object.assign(globalThis, { labels });
  recordOne("warm")(labelsAt(0));
  await server.scrape();
  const before = await usedMemory();
  const record = recordOne("measured");
  for (const set of labels) record(set);
  const recorded = await usedMemory();
  await server.scrape();
  await server.scrape();
  const scraped = await usedMemory();
  await server.stop();
  // A scrape can also free memory that has nothing to do with the series: the larger reading counts.
  return (Math.max(recorded, scraped) - before) / labels.length;
}
