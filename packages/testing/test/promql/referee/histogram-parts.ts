import { bucketsOf, type Labels, type NativeHistogram } from "@promenade/promql";

/** What a native histogram says, number by number, each with a name of its own. */
export type Parts = readonly (readonly [name: string, value: number])[];

/** All that Prometheus's API says of one: empty buckets are left out. */
export function partsOf(histogram: NativeHistogram): Parts {
  const buckets = bucketsOf(histogram).filter(({ count }) => count !== 0);
  return [
    ["count", histogram.count],
    ["sum", histogram.sum],
    ...buckets.map(({ lower, upper, isLowerIncluded, isUpperIncluded, count }) => {
      const closed = isUpperIncluded ? 0 : 2;
      return [nameOf(isLowerIncluded ? 3 - closed : closed, lower, upper), count] as const;
    }),
  ];
}

/** A bucket's name; `rule` is Prometheus's number for which of its ends belong to it. */
export function nameOf(rule: number, lower: number, upper: number): string {
  return `${rule} ${lower} ${upper}`;
}

/** The labels of a series that stands for one part of a native histogram. */
export function withPart(labels: Labels, name: string): Labels {
  return { ...labels, "(part)": name };
}
