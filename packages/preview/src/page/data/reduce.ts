/** The number that stands for a series, by the names that Grafana has for it; `null` when there is none. */
export function reduce(values: readonly (number | null)[], calc: string): number | null {
  const all = values.filter((value): value is number => value !== null && !Number.isNaN(value));
  const [first] = all;
  const last = all.at(-1);
  if (calc === "count") return all.length;
  if (calc === "last") return values.at(-1) ?? null;
  if (calc === "first") return values[0] ?? null;
  if (first === undefined || last === undefined) return null;
  switch (calc) {
    case "firstNotNull":
      return first;
    case "min":
      return all.reduce((least, value) => Math.min(least, value), first);
    case "max":
      return all.reduce((most, value) => Math.max(most, value), first);
    case "mean":
    case "avg":
      return sum(all) / all.length;
    case "sum":
    case "total":
      return sum(all);
    case "median":
      return quantile(all, 0.5);
    case "range":
      return Math.max(...all) - Math.min(...all);
    case "delta":
    case "diff":
      return last - first;
    case "diffperc":
      return (last - first) / first;
    case "variance":
      return variance(all);
    case "stdDev":
      return Math.sqrt(variance(all));
    case "distinctCount":
      return new Set(all).size;
    default: {
      const [, percent] = /^p(\d{1,2})$/.exec(calc) ?? [];
      return percent === undefined ? last : quantile(all, Number(percent) / 100);
    }
  }
}

const titles: Readonly<Record<string, string>> = {
  lastNotNull: "Last",
  last: "Last",
  firstNotNull: "First",
  first: "First",
  mean: "Mean",
  sum: "Total",
  stdDev: "StdDev",
  diffperc: "Difference %",
};

/** How a legend heads the column. */
export function calcTitle(calc: string): string {
  return titles[calc] ?? calc.charAt(0).toUpperCase() + calc.slice(1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
