import { histogramOf, type BucketCounts, type NativeHistogram } from "@promenade/promql";

/** Bucket counts, not cumulative; the first belongs to the bucket of index `offset`. */
export interface WrittenBuckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** A native histogram as `{{schema:1 sum:3 count:22 buckets:[5 10 7]}}` writes it. */
export interface WrittenHistogram {
  /** -53: the buckets end at `customValues`, and the last one at infinity. */
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  readonly zeroCount: number;
  readonly zeroThreshold: number;
  readonly positive: WrittenBuckets;
  readonly negative: WrittenBuckets;
  readonly customValues: readonly number[];
  readonly counterResetHint: "unknown" | "reset" | "not_reset" | "gauge";
}

const hints = new Set(["unknown", "reset", "not_reset", "gauge"]);

const fields = new Set([
  ..."schema sum count z_bucket z_bucket_w custom_values buckets offset".split(" "),
  ..."n_buckets n_offset counter_reset_hint".split(" "),
]);

const field = /^\s*(\w+):(?:\[([^\]]*)\]|([^\s[\]]+))\s*/;

/**
 * Reads what stands between `{{` and `}}`.
 * @throws Error that names what cannot be read
 */
export function readHistogram(text: string): WrittenHistogram {
  const found = new Map<string, string>();
  for (let rest = text.trim(); rest !== "";) {
    const match = field.exec(rest);
    const [all = "", name = "", list, word = ""] = match ?? [];
    if (match === null || !fields.has(name))
      throw new Error(`A histogram cannot be read from "${rest}".`);
    found.set(name, list ?? word);
    rest = rest.slice(all.length);
  }
  const number = (name: string): number => toNumber(found.get(name) ?? "0");
  const list = (name: string): readonly number[] =>
    (found.get(name) ?? "").split(/\s+/).filter(Boolean).map(toNumber);
  const hint = found.get("counter_reset_hint") ?? "unknown";
  if (!hints.has(hint)) throw new Error(`"${hint}" is no counter_reset_hint.`);
  return {
    schema: number("schema"),
    count: number("count"),
    sum: number("sum"),
    zeroCount: number("z_bucket"),
    zeroThreshold: number("z_bucket_w"),
    positive: { offset: number("offset"), counts: list("buckets") },
    negative: { offset: number("n_offset"), counts: list("n_buckets") },
    customValues: list("custom_values"),
    counterResetHint: hint as WrittenHistogram["counterResetHint"],
  };
}

/** The histogram as the engine reads it. */
export function toNative(written: WrittenHistogram): NativeHistogram {
  const { schema, count, sum, zeroCount, zeroThreshold, customValues, counterResetHint } = written;
  const side = ({ offset, counts }: WrittenBuckets): BucketCounts => ({
    indexes: counts.map((_, at) => offset + at),
    counts,
  });
  return histogramOf({
    schema,
    count,
    sum,
    zeroCount,
    zeroThreshold,
    positive: side(written.positive),
    negative: side(written.negative),
    customBounds: customValues,
    resetHint: counterResetHint === "not_reset" ? "none" : counterResetHint,
  });
}

/**
 * `one` and `factor` times `other`, with the buckets of `one`.
 * @throws Error when `other` has buckets that are not finer, or other custom ones
 */
export function addHistogram(
  one: WrittenHistogram,
  other: WrittenHistogram,
  factor: number,
): WrittenHistogram {
  const finer = other.schema - one.schema;
  const isAlike =
    one.zeroThreshold === other.zeroThreshold &&
    one.customValues.join() === other.customValues.join();
  if (finer < 0 || !isAlike) throw new Error("These histograms cannot be added.");
  return {
    ...one,
    count: one.count + factor * other.count,
    sum: one.sum + factor * other.sum,
    zeroCount: one.zeroCount + factor * other.zeroCount,
    positive: addBuckets(one.positive, other.positive, finer, factor),
    negative: addBuckets(one.negative, other.negative, finer, factor),
  };
}

function addBuckets(
  one: WrittenBuckets,
  other: WrittenBuckets,
  finer: number,
  factor: number,
): WrittenBuckets {
  if (other.counts.length === 0) return one;
  // The bucket of index 1 is the first above 1, so a coarser schema's index rounds up.
  const target = (index: number): number => ((index - 1) >> finer) + 1;
  const from = target(other.offset);
  const to = target(other.offset + other.counts.length - 1);
  const offset = one.counts.length === 0 ? from : Math.min(one.offset, from);
  const end = one.counts.length === 0 ? to : Math.max(one.offset + one.counts.length - 1, to);
  const counts = Array.from({ length: end - offset + 1 }, () => 0);
  const add = (index: number, count: number): void => {
    counts[index - offset] = (counts[index - offset] as number) + count;
  };
  for (const [at, count] of one.counts.entries()) add(one.offset + at, count);
  for (const [at, count] of other.counts.entries()) add(target(other.offset + at), factor * count);
  return { offset, counts };
}

/** A number of the notation. @throws Error when it is none */
export function toNumber(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const plain = text.replace(/^[+-]/, "");
  if (/^inf$/i.test(plain)) return sign * Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(plain)) return Number.NaN;
  const number = Number(plain);
  if (plain === "" || Number.isNaN(number)) throw new Error(`"${text}" is no number.`);
  return sign * number;
}
