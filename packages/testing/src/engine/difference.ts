import type { Series } from "../services/prometheus-client.ts";

type Points = Series["values"];

/** How the engine's answer differs from that of Prometheus; `undefined` when it does not. Numbers may differ by `tolerance` of their size. */
export function differenceOf(
  theirs: readonly Series[],
  own: readonly Series[],
  tolerance = 1e-9,
): string | undefined {
  const expected = byLabels(theirs);
  const actual = byLabels(own);
  for (const key of actual.keys()) if (!expected.has(key)) return `only the engine has ${key}`;
  for (const [key, points] of expected) {
    const found = actual.get(key);
    if (found === undefined) return `only Prometheus has ${key}`;
    const difference = differenceOfPoints(points, found, tolerance);
    if (difference !== undefined) return `${key} ${difference}`;
  }
  return undefined;
}

function differenceOfPoints(theirs: Points, own: Points, tolerance: number): string | undefined {
  if (theirs.length !== own.length)
    return `has ${theirs.length} points in Prometheus and ${own.length} in the engine`;
  for (const [index, [time, value]] of theirs.entries()) {
    const [ownTime, ownValue] = own[index] ?? [Number.NaN, Number.NaN];
    if (Math.abs(time - ownTime) > 0.0005)
      return `has a point at ${time} in Prometheus and at ${ownTime} in the engine`;
    if (!isClose(value, ownValue, tolerance))
      return `is ${value} at ${time} in Prometheus and ${ownValue} in the engine`;
  }
  return undefined;
}

function isClose(one: number, other: number, tolerance: number): boolean {
  if (Object.is(one, other) || one === other) return true;
  return Math.abs(one - other) <= tolerance * Math.max(Math.abs(one), Math.abs(other)) + 1e-12;
}

function byLabels(all: readonly Series[]): ReadonlyMap<string, Points> {
  return new Map(
    all.map(({ labels, values }) => [
      JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1))),
      values,
    ]),
  );
}
