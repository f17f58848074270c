import { createMatcher, seriesOf, type Labels, type Series, type Source } from "@promenade/promql";
import type { SequenceItem } from "../../../src/engine/sequence.ts";
import { withCustomBuckets } from "./custom-buckets.ts";
import { keyOf, type Load, type WrittenSeries } from "./script.ts";

interface Stored {
  readonly labels: Labels;
  /** Without the blanks, by time: what a series has twice is there once. */
  readonly points: Map<number, Exclude<SequenceItem, "blank">>;
}

/** What a script has loaded so far. */
export class Storage {
  readonly #series = new Map<string, Stored>();
  /** The last evaluation asked for native histograms, which the engine does not have: it got nothing instead. */
  missesHistograms = false;

  clear(): void {
    this.#series.clear();
  }

  load({ series, stepMilliseconds, isWithCustomBuckets }: Load): void {
    this.#add(series, stepMilliseconds);
    if (isWithCustomBuckets) this.#add(withCustomBuckets(series), stepMilliseconds);
  }

  #add(all: readonly WrittenSeries[], step: number): void {
    for (const { labels, items } of all) {
      const key = keyOf(labels);
      const stored = this.#series.get(key) ?? { labels, points: new Map() };
      this.#series.set(key, stored);
      for (const [index, item] of items.entries())
        if (item !== "blank") stored.points.set(index * step, item);
    }
  }

  /** As the engine reads it, for one evaluation. */
  source(): Source {
    this.missesHistograms = false;
    const all = [...this.#series.values()].map((stored) => ({
      hasHistograms: [...stored.points.values()].some((item) => typeof item === "object"),
      series: readable(stored),
    }));
    return {
      select: (matchers) => {
        const isMatch = createMatcher(matchers);
        const found = all.filter(({ series }) => isMatch(series.labels));
        this.missesHistograms ||= found.some(({ hasHistograms }) => hasHistograms);
        return found.map(({ series }) => series);
      },
    };
  }
}

function readable({ labels, points }: Stored): Series {
  const samples: [number, number][] = [];
  const staleAt: number[] = [];
  for (const [time, item] of [...points].toSorted(([one], [other]) => one - other)) {
    if (item === "stale") staleAt.push(time);
    else if (typeof item === "number") samples.push([time, item]);
  }
  return seriesOf(labels, samples, staleAt);
}
