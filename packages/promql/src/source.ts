import { createMatcher } from "./matching.ts";
import type { Labels, NativeHistogram, Series, Source } from "./types.ts";

/** A source that holds what it is given. */
export function sourceOf(series: readonly Series[], semantics: "2" | "3" = "3"): Source {
  return {
    select: (matchers) => {
      const isMatch = createMatcher(matchers, semantics);
      return series.filter(({ labels }) => isMatch(labels));
    },
  };
}

/** A series of those samples, `[Unix milliseconds, value or native histogram]`; `staleAt`: when it ended. */
export function seriesOf(
  labels: Labels,
  samples: readonly (readonly [timestamp: number, value: number | NativeHistogram])[],
  staleAt: readonly number[] = [],
): Series {
  return {
    labels,
    timestamps: samples.map(([timestamp]) => timestamp),
    values: samples.map(([, value]) => (typeof value === "number" ? value : Number.NaN)),
    length: samples.length,
    ...(samples.some(([, value]) => typeof value !== "number")
      ? {
          histograms: samples.map(([, value]) => (typeof value === "number" ? undefined : value)),
        }
      : {}),
    ...(staleAt.length === 0 ? {} : { staleAt }),
  };
}
