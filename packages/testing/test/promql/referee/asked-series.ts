import {
  seriesOf,
  type Labels,
  type Matcher,
  type SelectorUse,
  type Series,
} from "@promenade/promql";
import type { Random } from "./random.ts";
import { dataEnd, dataStart } from "./series.ts";

const bounds = ["0.005", "0.1", "0.5", "1.0", "5.0", "+Inf"];

/** Series that selectors ask for: what a query names exists, in three instances of it. */
export function seriesFor(uses: readonly SelectorUse[], random: Random): readonly Series[] {
  const wanted = new Map<string, Map<string, Set<string>>>();
  for (const { metric, matchers } of uses) {
    if (metric === undefined) continue;
    const labels = wanted.get(metric) ?? new Map<string, Set<string>>();
    wanted.set(metric, labels);
    for (const matcher of matchers)
      if (matcher.name !== "__name__" && matcher.name !== "le") {
        const values = labels.get(matcher.name) ?? new Set<string>();
        labels.set(matcher.name, values);
        for (const value of valuesFor(matcher)) values.add(value);
      }
  }
  return [...wanted].flatMap(([metric, labels]) =>
    combinations(labels).flatMap((combination) => make(metric, combination, random)),
  );
}

function valuesFor({ type, value }: Matcher): readonly string[] {
  if (type === "=" || type === "!=") return value === "" ? [] : [value];
  const choices = value.split("|").map((choice) => choice.replaceAll(/\\(.)/g, "$1"));
  if (choices.every((choice) => /^[\w.:/ -]+$/.test(choice))) return choices;
  return ["some", "500"];
}

/** All pairs would be too many: each value of each label stands once, beside the first of the others. */
function combinations(labels: ReadonlyMap<string, ReadonlySet<string>>): readonly Labels[] {
  const first: Record<string, string> = {};
  for (const [name, values] of labels) first[name] = [...values][0] ?? "other";
  const result: Labels[] = [first];
  for (const [name, values] of labels)
    for (const value of [...values, "other"]) result.push({ ...first, [name]: value });
  return [...new Map(result.map((each) => [JSON.stringify(each), each])).values()];
}

function make(metric: string, labels: Labels, random: Random): readonly Series[] {
  const base = { ...labels, __name__: metric };
  if (!metric.endsWith("_bucket")) return [walk(base, isCounter(metric), random)];
  const counts = bounds.map(() => 0);
  const rows = bounds.map((): (readonly [number, number])[] => []);
  for (let time = dataStart; time <= dataEnd; time += 15_000)
    for (const index of bounds.keys()) {
      const seen = random.whole(0, 4);
      for (let at = index; at < counts.length; at += 1) counts[at] = (counts[at] as number) + seen;
      if (index === bounds.length - 1)
        for (const [at, count] of counts.entries()) rows[at]?.push([time, count]);
    }
  return bounds.map((le, index) => seriesOf({ ...base, le }, rows[index] ?? []));
}

function isCounter(metric: string): boolean {
  return /_(?:total|count|sum)$/.test(metric);
}

function walk(labels: Labels, isRising: boolean, random: Random): Series {
  let value = random.whole(1, 100);
  const samples: (readonly [number, number])[] = [];
  for (let time = dataStart; time <= dataEnd; time += 15_000) {
    if (isRising) value = random.chance(0.02) ? 0 : value + random.next() * 10;
    else value = Math.abs(value + random.next() * 8 - 4);
    samples.push([time, value]);
  }
  return seriesOf(labels, samples);
}
