import type { ResultHistogram } from "../api.ts";
import type { Field, Frame } from "./frame.ts";
import type { TargetAnswer } from "./frames-of.ts";
import { toNumber } from "./numbers.ts";

/** The label of a field that is one bucket of native histograms: where the bucket ends. */
export const upperBound = "(upper bound)";

/** What is in one bucket at each time, Unix milliseconds. */
type Counts = Map<number, number>;

/**
 * A frame for each bucket, the smallest first, with what fell into it alone; what several series have in it is added. Between buckets that
 * do not touch stands an empty one, so that each begins where the one below it ends.
 */
export function bucketFrames({ target, series, times }: TargetAnswer): readonly Frame[] {
  const { refId } = target;
  const points = series.flatMap(
    ({ histograms, histogram }) => histograms ?? (histogram === undefined ? [] : [histogram]),
  );
  const found = [...new Set(points.map(([time]) => Math.round(time * 1000)))];
  const axis = times.length > 0 ? times : found.toSorted((one, other) => one - other);
  return [...countsByBound(points)]
    .toSorted(([one], [other]) => one - other)
    .map(([bound, counts]) => {
      const common = { refId, labels: { [upperBound]: String(bound) } };
      const values = axis.map((time) => counts.get(time) ?? (found.includes(time) ? 0 : null));
      return {
        refId,
        fields: [
          { ...common, name: "Time", kind: "time", values: axis },
          { ...common, name: String(bound), kind: "number", values },
        ] satisfies readonly Field[],
      };
    });
}

function countsByBound(
  points: readonly (readonly [number, ResultHistogram])[],
): ReadonlyMap<number, Counts> {
  const bounds = new Map<number, Counts>();
  const lowers = new Set<number>();
  for (const [time, { buckets = [] }] of points)
    for (const [, lower, upper, count] of buckets) {
      const bound = toNumber(upper);
      const counts = bounds.get(bound) ?? new Map<number, number>();
      bounds.set(bound, counts);
      lowers.add(toNumber(lower));
      const at = Math.round(time * 1000);
      counts.set(at, (counts.get(at) ?? 0) + toNumber(count));
    }
  for (const lower of lowers)
    if (!bounds.has(lower) && lower !== 0 && Number.isFinite(lower)) bounds.set(lower, new Map());
  return bounds;
}
