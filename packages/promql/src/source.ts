import { createMatcher } from "./matching.ts";
import type { Labels, Series, Source } from "./types.ts";

/** A source that holds what it is given. */
export function sourceOf(series: readonly Series[], semantics: "2" | "3" = "3"): Source {
  return {
    select: (matchers) => {
      const isMatch = createMatcher(matchers, semantics);
      return series.filter(({ labels }) => isMatch(labels));
    },
  };
}

/** A series of those samples, `[Unix milliseconds, value]`; `staleAt`: when it ended. */
export function seriesOf(
  labels: Labels,
  samples: readonly (readonly [timestamp: number, value: number])[],
  staleAt: readonly number[] = [],
): Series {
  return {
    labels,
    timestamps: samples.map(([timestamp]) => timestamp),
    values: samples.map(([, value]) => value),
    length: samples.length,
    ...(staleAt.length === 0 ? {} : { staleAt }),
  };
}
