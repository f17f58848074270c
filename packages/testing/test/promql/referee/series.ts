import { seriesOf, type Labels, type Series } from "@promenade/promql";
import type { Random } from "./random.ts";

/** A round time, so that windows end exactly on samples now and then. */
export const dataStart = 1_750_000_200_000;
export const dataEnd = dataStart + 40 * 60_000;

/** Scraped series as they come: counters with resets, gauges, histograms, gaps, restarts, ends, odd values. */
export function randomSeries(random: Random): readonly Series[] {
  const all: Series[] = [];
  for (const instance of ["a:1", "b:2", "c:3"])
    for (const job of ["shop", "mail"]) {
      const target = { job, instance };
      const scrapes = scrapeTimes(random);
      for (const code of ["200", "404", "500"])
        for (const route of ["/", "/cart"]) {
          if (random.chance(0.15)) continue;
          const labels = { ...target, __name__: "requests_total", code, route };
          all.push(counter(random, labels, scrapes));
        }
      for (const zone of ["inside", "outside"]) {
        all.push(gauge(random, { ...target, __name__: "temperature_celsius", zone }, scrapes));
        all.push(gauge(random, { ...target, __name__: "limit_celsius", zone }, scrapes));
      }
      all.push(odd(random, { ...target, __name__: "odd_values" }, scrapes));
      all.push(steps(random, { ...target, __name__: "queue_jobs", state: "waiting" }, scrapes));
      const version = random.pick(["1.0.0", "1.1.0"]);
      all.push(constant({ ...target, __name__: "app_info", version }, scrapes));
      all.push(...histogram(random, { ...target, route: "/" }, scrapes));
      all.push(...histogram(random, { ...target, route: "/cart" }, scrapes));
    }
  return all;
}

export interface Scrapes {
  readonly times: readonly number[];
  readonly staleAt: readonly number[];
}

/** Each target has its own interval and jitter; some have gaps, with or without a staleness marker. */
export function scrapeTimes(random: Random): Scrapes {
  const interval = random.pick([10_000, 15_000, 15_000, 30_000]);
  const jitter = random.pick([0, 0, 3, 200]);
  const shift = random.chance(0.5) ? 0 : random.whole(1, interval - 1);
  const times: number[] = [];
  const staleAt: number[] = [];
  let time = dataStart + shift;
  while (time <= dataEnd) {
    times.push(time + (jitter === 0 ? 0 : random.whole(0, jitter)));
    if (random.chance(0.02)) {
      if (random.chance(0.6)) staleAt.push(time + interval);
      time += interval * random.whole(2, 30);
    } else time += interval;
  }
  return { times, staleAt: staleAt.filter((at) => !times.includes(at) && at <= dataEnd) };
}

function counter(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  const speed = random.pick([0, 0.2, 3, 250]);
  let value = random.chance(0.3) ? 0 : random.whole(0, 10_000);
  const samples = times.map((time) => {
    if (random.chance(0.02)) value = random.whole(0, 5);
    value += Math.floor(random.next() * speed * 10);
    return [time, value] as const;
  });
  return seriesOf(labels, samples, staleAt);
}

function gauge(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  let value = random.next() * 40 - 10;
  const samples = times.map((time) => {
    value += random.next() * 4 - 2;
    return [time, value] as const;
  });
  return seriesOf(labels, samples, staleAt);
}

function steps(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  let value = random.whole(0, 5);
  const samples = times.map((time) => {
    if (random.chance(0.3)) value = random.whole(0, 5);
    return [time, value] as const;
  });
  return seriesOf(labels, samples, staleAt);
}

function odd(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series {
  const choices = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 4000, -0.25, 1e-300, 0.1];
  return seriesOf(
    labels,
    times.map((time) => [time, random.pick(choices)] as const),
    staleAt,
  );
}

function constant(labels: Labels, { times, staleAt }: Scrapes): Series {
  return seriesOf(
    labels,
    times.map((time) => [time, 1] as const),
    staleAt,
  );
}

function histogram(random: Random, labels: Labels, { times, staleAt }: Scrapes): Series[] {
  const bounds = ["0.1", "0.5", "1.0", "5.0", "+Inf"];
  const counts = bounds.map(() => 0);
  const rows = bounds.map((): (readonly [number, number])[] => []);
  const sums: (readonly [number, number])[] = [];
  const isUneven = random.chance(0.2);
  let sum = 0;
  for (const time of times) {
    if (random.chance(0.02)) {
      counts.fill(0);
      sum = 0;
    }
    for (const [index] of bounds.entries()) {
      const seen = random.chance(0.3) ? 0 : random.whole(0, 6);
      for (let at = index; at < counts.length; at += 1) counts[at] = (counts[at] as number) + seen;
      sum += seen * random.next();
    }
    // Buckets that were read one after the other can fall.
    if (isUneven && random.chance(0.1)) counts[2] = Math.max(0, (counts[2] as number) - 3);
    for (const [index, count] of counts.entries()) rows[index]?.push([time, count]);
    sums.push([time, sum]);
  }
  const name = "latency_seconds";
  return [
    ...bounds.map((le, index) =>
      seriesOf({ ...labels, __name__: `${name}_bucket`, le }, rows[index] ?? [], staleAt),
    ),
    seriesOf({ ...labels, __name__: `${name}_count` }, rows.at(-1) ?? [], staleAt),
    seriesOf({ ...labels, __name__: `${name}_sum` }, sums, staleAt),
  ];
}
