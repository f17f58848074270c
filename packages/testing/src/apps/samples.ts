import type { Promenade } from "@promenade/core";
import { seriesOf } from "../matchers/series.ts";

/** One series without its buckets. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** A histogram's is its count. */
  readonly value: number;
  /** Of a histogram: the sum of what was observed; else 0. */
  readonly sum: number;
}

/** The series of one metric; a histogram has one for each combination of its labels. */
export async function samplesOf(
  app: Pick<Promenade, "text">,
  metric: string,
): Promise<readonly Sample[]> {
  const text = await app.text();
  const page = { text: async () => await Promise.resolve(text) };
  const [plain, counts, sums] = await Promise.all(
    ["", "_count", "_sum"].map(async (suffix) => await seriesOf(page, `${metric}${suffix}`)),
  );
  const key = (labels: Sample["labels"]): string => JSON.stringify(labels);
  const sumOf = new Map(sums?.map(({ labels, value }) => [key(labels), value]));
  return [...(plain ?? []), ...(counts ?? [])].map(({ labels, value }) => ({
    labels,
    value,
    sum: sumOf.get(key(labels)) ?? 0,
  }));
}

/** Values by some of the labels, joined by spaces; a histogram's value is its count. Zeros are left out. */
export async function valuesBy(
  app: Pick<Promenade, "text">,
  metric: string,
  ...by: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const values: Record<string, number> = {};
  for (const { labels, value } of await samplesOf(app, metric)) {
    const key = by.map((label) => labels[label] ?? "").join(" ");
    if (value !== 0) values[key] = (values[key] ?? 0) + value;
  }
  return values;
}
