import {
  histogramOf,
  seriesOf,
  type Labels,
  type NativeHistogram,
  type Series,
} from "@promenade/promql";
import { bucketCounts, LiveHistogram, withAllBuckets } from "./native-histogram.ts";
import type { Random } from "./random.ts";
import { scrapeTimes, type Scrapes } from "./series.ts";

/**
 * Native histograms as they come: counters with resets, coarser ones, wider zero buckets, custom bounds that change, gauges, and
 * series that are numbers now and then; a classic histogram beside them.
 */
export function nativeSeries(random: Random): readonly Series[] {
  const all: Series[] = [];
  for (const job of ["mail", "shop"])
    for (const instance of ["a:1", "b:2", "c:3"]) {
      const target = { job, instance };
      const scrapes = scrapeTimes(random);
      for (const route of ["/", "/cart"]) {
        all.push(native(random, { ...target, __name__: "latency", route }, scrapes, [1]));
        all.push(custom(random, { ...target, __name__: "size", route }, scrapes));
      }
      all.push(native(random, { ...target, __name__: "balance" }, scrapes, [1, -1]));
      all.push(native(random, { ...target, __name__: "loss" }, scrapes, [-1]));
      all.push(gauge(random, { ...target, __name__: "queue" }, scrapes));
      all.push(mixed(random, { ...target, __name__: "mixed" }, scrapes));
      all.push(number(random, { ...target, __name__: "plain" }, scrapes));
      if (random.chance(0.7))
        for (const le of ["0.5", "1.0", "+Inf"])
          all.push(
            number(random, { ...target, __name__: "latency_bucket", route: "/", le }, scrapes),
          );
    }
  return all;
}

function native(
  random: Random,
  labels: Labels,
  { times, staleAt }: Scrapes,
  signs: readonly (1 | -1)[],
): Series {
  const histogram = new LiveHistogram(random, signs);
  const snapshots = times.map(() => {
    const event = random.next();
    if (event < 0.03) histogram.restart();
    else if (event < 0.05) histogram.growCoarser();
    else if (event < 0.07) histogram.widenZero();
    histogram.observeSome();
    return { epoch: histogram.epoch, histogram: histogram.snapshot("unknown") };
  });
  const samples = withAllBuckets(snapshots).map((each, at) => [times[at] as number, each] as const);
  return seriesOf(labels, samples, staleAt);
}

const boundsOfSizes = [
  [1, 2, 5, 10],
  [1, 2, 5, 10, 100],
  [-5, 0, 5],
];

function custom(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  let customBounds = random.pick(boundsOfSizes);
  let counts = new Map<number, number>();
  let sum = 0;
  const restart = (): void => {
    if (random.chance(0.3)) customBounds = random.pick(boundsOfSizes);
    counts = new Map(Array.from({ length: customBounds.length + 1 }, (_, index) => [index, 0]));
    sum = 0;
  };
  restart();
  const samples = times.map((time) => {
    if (random.chance(0.02)) restart();
    for (let index = 0; index <= customBounds.length; index += 1) {
      const seen = random.pick([0, 0, 1, 4]);
      if (seen > 0) counts.set(index, (counts.get(index) ?? 0) + seen);
      sum += seen * (customBounds[index] ?? 20);
    }
    const count = [...counts.values()].reduce((all, each) => all + each, 0);
    const histogram = { schema: -53, count, sum, customBounds, positive: bucketCounts(counts) };
    return [time, histogramOf(histogram)] as const;
  });
  return seriesOf(labels, samples, staleAt);
}

function gauge(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  const schema = random.pick([0, 1, 2]);
  const samples = times.map((time) => {
    const counts = [1, 2, 3, 4].map(() => random.whole(0, 9));
    const zeroCount = random.whole(0, 3);
    const histogram = {
      schema,
      count: counts.reduce((all, each) => all + each, zeroCount),
      sum: random.next() * 30,
      zeroThreshold: 0.01,
      zeroCount,
      // All of them, empty ones too: Prometheus fills in what other samples of the series have.
      positive: { indexes: [-1, 0, 1, 2], counts },
      resetHint: "gauge",
    } as const;
    return [time, histogramOf(histogram)] as const;
  });
  return seriesOf(labels, samples, staleAt);
}

function mixed(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  const histogram = new LiveHistogram(random, [1]);
  let isNumber = random.chance(0.5);
  const snapshots = times.map(() => {
    histogram.observeSome();
    return { epoch: histogram.epoch, histogram: histogram.snapshot("unknown") };
  });
  const samples = withAllBuckets(snapshots).map(
    (each, at): readonly [number, number | NativeHistogram] => {
      if (random.chance(0.08)) isNumber = !isNumber;
      return [times[at] as number, isNumber ? random.whole(0, 100) : each];
    },
  );
  return seriesOf(labels, samples, staleAt);
}

function number(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  let value = random.whole(0, 50);
  const samples = times.map((time) => {
    value += random.whole(0, 5);
    return [time, value] as const;
  });
  return seriesOf(labels, samples, staleAt);
}
