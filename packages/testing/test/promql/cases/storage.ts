import {
  seriesOf,
  sourceOf,
  type Labels,
  type NativeHistogram,
  type Series,
  type Source,
} from "@promenade/promql";
import { toNative } from "../../../src/engine/histogram-notation.ts";
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

  /** As the engine reads it. */
  source(): Source {
    return sourceOf([...this.#series.values()].map(readable));
  }
}

function readable({ labels, points }: Stored): Series {
  const samples: [number, number | NativeHistogram][] = [];
  const staleAt: number[] = [];
  for (const [time, item] of [...points].toSorted(([one], [other]) => one - other)) {
    if (item === "stale") staleAt.push(time);
    else samples.push([time, typeof item === "number" ? item : toNative(item)]);
  }
  return seriesOf(labels, samples, staleAt);
}
