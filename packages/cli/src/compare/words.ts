import type { Comparison, Deploy, Indicator, OperationReport, Verdict } from "./types.ts";

/** `GET /orders`-like: the values of the labels, the nameless ones with their names. */
export function operationName({ labels, metric }: OperationReport): string {
  const values = Object.entries(labels).filter(([, value]) => value !== "");
  return values.length === 0 ? metric : values.map(([, value]) => value).join(" ");
}

/** A number with its unit, three digits of it. */
export function quantityText(
  value: number | undefined,
  { quantity }: Indicator,
  unit: string | undefined,
): string {
  if (value === undefined) return "–";
  switch (quantity) {
    case "rate":
    case "faults":
      return `${digits(value)}/s`;
    case "errors":
      return `${digits(value * 100)} %`;
    case "p50":
    case "p95":
    case "p99":
      return seconds(value);
    case "usage":
      return unit === "bytes"
        ? `${bytes(value)}/s`
        : `${digits(value)} ${unit === undefined ? "" : "s"}/s`;
    case "mean":
    case "level":
      if (unit === "seconds") return seconds(value);
      return unit === "bytes" ? bytes(value) : digits(value);
  }
}

/** `×2.4`, `+35 %`, `−12 %`; the plain difference for a share; nothing for nothing. */
export function changeText({ before, after, change, quantity }: Indicator): string {
  if (before === undefined || after === undefined) return "";
  if (quantity === "errors") {
    const points = (after - before) * 100;
    if (Math.abs(points) < 0.05) return "";
    return `${points < 0 ? "−" : "+"}${digits(Math.abs(points))} points`;
  }
  if (change === undefined) return after === 0 ? "" : "from 0";
  if (change >= 1) return `×${digits(change + 1)}`;
  const percent = Math.round(Math.abs(change) * 100);
  return percent === 0 ? "" : `${change < 0 ? "−" : "+"}${percent} %`;
}

/** `1.4.0 (a1b2c3d4e)`. */
export function deployName({ version, revision }: Deploy): string {
  const short = revision.slice(0, 9);
  if (version === "") return short === "" ? "unknown version" : short;
  return short === "" ? version : `${version} (${short})`;
}

/** How many operations met each fate: `1 worse, 2 new, 40 unchanged, 12 with not enough data`. */
export function tally({ operations }: Comparison): string {
  const words: readonly (readonly [Verdict, string])[] = [
    ["worse", "worse"],
    ["better", "better"],
    ["changed", "changed"],
    ["new", "new"],
    ["gone", "gone"],
    ["unchanged", "unchanged"],
    ["unknown", "with not enough data"],
  ];
  return words
    .map(([verdict, word]) => {
      const count = operations.filter((operation) => operation.verdict === verdict).length;
      return count === 0 ? "" : `${count} ${word}`;
    })
    .filter((text) => text !== "")
    .join(", ");
}

/** The lines of an operation worth reading: what changed, or everything of a new one. */
export function telling(operation: OperationReport): readonly Indicator[] {
  const decisive = operation.indicators.filter(({ verdict }) =>
    ["worse", "better", "changed"].includes(verdict),
  );
  const known = operation.indicators.filter(
    ({ before, after }) => before !== undefined || after !== undefined,
  );
  const isOneSided = operation.verdict === "new" || operation.verdict === "gone";
  return decisive.length > 0 && !isOneSided ? decisive : known;
}

function seconds(value: number): string {
  if (value >= 1 || value === 0) return `${digits(value)} s`;
  return value >= 0.001 ? `${digits(value * 1000)} ms` : `${digits(value * 1e6)} µs`;
}

function bytes(value: number): string {
  const steps = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = value <= 1 ? 0 : Math.min(4, Math.floor(Math.log2(value) / 10));
  return `${digits(value / 1024 ** step)} ${steps[step] ?? "B"}`;
}

function digits(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
