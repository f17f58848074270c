import type { Labels } from "@promenade/promql";
import type { WrittenHistogram } from "../../../src/engine/histogram-notation.ts";
import type { SequenceItem } from "../../../src/engine/sequence.ts";
import { keyOf, type WrittenSeries } from "./script.ts";

/** What the series of one classic histogram say at one time. */
interface Classic {
  readonly buckets: Map<number, number>;
  count: number | undefined;
  sum: number;
}

interface ClassicSeries {
  readonly labels: Labels;
  readonly places: Map<number, Classic>;
}

/** The classic histograms of a load as native ones with custom buckets, called by the name without its ending. */
export function withCustomBuckets(all: readonly WrittenSeries[]): readonly WrittenSeries[] {
  const classic = new Map<string, ClassicSeries>();
  for (const { labels, items } of all) {
    const [, name, part] = /^(.*)_(bucket|count|sum)$/.exec(labels["__name__"] ?? "") ?? [];
    if (name === undefined || (part === "bucket" && Number.isNaN(boundOf(labels)))) continue;
    const { le: _, ...others } = labels;
    const base = { ...others, __name__: name };
    const key = keyOf(base);
    const found = classic.get(key) ?? { labels: base, places: new Map<number, Classic>() };
    classic.set(key, found);
    for (const [index, item] of items.entries()) {
      if (typeof item !== "number") continue;
      const place = found.places.get(index) ?? { buckets: new Map(), count: undefined, sum: 0 };
      found.places.set(index, place);
      if (part === "bucket") place.buckets.set(boundOf(labels), item);
      else place[part as "count" | "sum"] = item;
    }
  }
  return [...classic.values()].map(({ labels, places }) => ({
    labels,
    items: Array.from({ length: Math.max(...places.keys()) + 1 }, (_, index): SequenceItem => {
      const place = places.get(index);
      return place === undefined ? "blank" : convert(place);
    }),
  }));
}

function boundOf({ le = "" }: Labels): number {
  return /^\+?Inf$/i.test(le) ? Number.POSITIVE_INFINITY : Number.parseFloat(le);
}

function convert({ buckets, count, sum }: Classic): WrittenHistogram {
  const ordered = [...buckets].toSorted(([one], [other]) => one - other);
  const whole = count ?? ordered.at(-1)?.[1] ?? 0;
  if (ordered.at(-1)?.[0] !== Number.POSITIVE_INFINITY)
    ordered.push([Number.POSITIVE_INFINITY, whole]);
  return {
    schema: -53,
    count: whole,
    sum,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: {
      offset: 0,
      counts: ordered.map(([, below], at) => below - (ordered[at - 1]?.[1] ?? 0)),
    },
    negative: { offset: 0, counts: [] },
    customValues: ordered.slice(0, -1).map(([bound]) => bound),
    counterResetHint: "unknown",
  };
}
