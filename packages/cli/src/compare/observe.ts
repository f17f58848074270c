import type { Prometheus, Range, Series, SeriesLabels } from "../prometheus/prometheus.ts";
import type { Measure } from "./measures.ts";
import { queriesOf, type Reading } from "./queries.ts";
import type { Observed, Pair, Part, Plan } from "./types.ts";

/** Queries that run at once: enough to hide the way to the server, too few to be noticed by it. */
const concurrency = 4;

/** Reads every operation of the measures in both windows. */
export async function observe(
  source: Prometheus,
  measures: readonly Measure[],
  selector: string,
  plans: { readonly before: Plan; readonly after: Plan },
): Promise<readonly Pair[]> {
  const pairs: Pair[][] = [];
  const queue = [...measures.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, measure] = next;
      const before = await read(source, measure, selector, plans.before);
      const after = await read(source, measure, selector, plans.after);
      const all = new Map([...before, ...after].map(([key, { labels }]) => [key, labels]));
      pairs[index] = [...all].map(([key, labels]) => ({
        measure,
        labels,
        before: partsOf(measure, before.get(key), plans.before),
        after: partsOf(measure, after.get(key), plans.after),
      }));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return pairs.flat();
}

async function read(
  source: Prometheus,
  measure: Measure,
  selector: string,
  { window, partSeconds, scraped }: Plan,
): Promise<ReadonlyMap<string, Draft>> {
  const range: Range = {
    start: window.start + partSeconds,
    end: window.start + partSeconds * (1 + (scraped.at(-1) ?? 0)),
    step: partSeconds,
  };
  const drafts = new Map<string, Draft>();
  for (const { reading, query } of queriesOf(measure, selector, partSeconds)) {
    for (const series of await source.range(query, range))
      add(draftOf(drafts, measure, series), reading, series, range);
  }
  return drafts;
}

function partsOf(measure: Measure, draft: Draft | undefined, { scraped }: Plan): Observed {
  return scraped.map((part) => finish(measure, draft?.parts.get(part)));
}

interface DraftPart {
  count: number | undefined;
  sum: number;
  successes: number;
  readonly buckets: Map<number, number>;
}

interface Draft {
  readonly labels: SeriesLabels;
  readonly parts: Map<number, DraftPart>;
}

function draftOf(
  drafts: Map<string, Draft>,
  { operation }: Measure,
  { labels: found }: Series,
): Draft {
  const values = operation.map((label) => found[label] ?? "");
  const key = JSON.stringify(values);
  let draft = drafts.get(key);
  if (draft === undefined) {
    const labels = Object.fromEntries(
      operation.map((label, index) => [label, values[index] ?? ""]),
    );
    drafts.set(key, (draft = { labels, parts: new Map() }));
  }
  return draft;
}

function add(draft: Draft, reading: Reading, { labels, values }: Series, range: Range): void {
  for (const [time, value] of values) {
    if (!Number.isFinite(value)) continue;
    const index = Math.round((time - range.start) / range.step);
    let part = draft.parts.get(index);
    if (part === undefined)
      draft.parts.set(
        index,
        (part = { count: undefined, sum: 0, successes: 0, buckets: new Map() }),
      );
    if (reading === "bucket")
      part.buckets.set(Number(labels["le"]?.replace("+Inf", "Infinity")), value);
    else part[reading] = value;
  }
}

function finish({ faults: labels }: Measure, draft: DraftPart | undefined): Part | undefined {
  if (draft === undefined) return undefined;
  const buckets = [...draft.buckets].toSorted(([a], [b]) => a - b);
  const count = draft.count ?? buckets.at(-1)?.[1];
  if (count === undefined) return undefined;
  const failed = labels.length === 0 ? 0 : count - draft.successes;
  // Both are sums of fractions, in an order that is Prometheus's own.
  const faults = failed > count * 1e-6 ? failed : 0;
  return { count, sum: draft.sum, faults, buckets };
}
