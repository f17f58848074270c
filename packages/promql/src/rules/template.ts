import type { Labels } from "../index.ts";

/** The functions of Prometheus' templates that alerts use most. */
const functions: Readonly<Record<string, (value: string) => string>> = {
  humanize: (value) => withNumber(value, humanize),
  humanize1024: (value) =>
    withNumber(value, (number) => scaled(number, 1024, ["", "ki", "Mi", "Gi", "Ti", "Pi"])),
  humanizePercentage: (value) => withNumber(value, (number) => `${precise(number * 100)}%`),
  humanizeDuration: (value) => withNumber(value, humanizeDuration),
  humanizeTimestamp: (value) =>
    withNumber(value, (number) => new Date(number * 1000).toISOString()),
  toUpper: (value) => value.toUpperCase(),
  toLower: (value) => value.toLowerCase(),
  urlquery: (value) => encodeURIComponent(value),
};

const action = /\{\{\s*\$(value|labels\.(\w+))\s*((?:\|[^}]*)?)\}\}/g;

/** Fills `{{ $value | humanize }}` and `{{ $labels.x }}`; what it does not know stays as it is. */
export function expandTemplate(text: string, labels: Labels, value: number): string {
  return text.replaceAll(action, (all, what: string, label: string | undefined, pipes: string) => {
    let result = what === "value" ? String(value) : (labels[label ?? ""] ?? "");
    for (const name of pipes.split("|").slice(1)) {
      const change = functionOf(name.trim());
      if (change === undefined) return all;
      result = change(result);
    }
    return result;
  });
}

function functionOf(name: string): ((value: string) => string) | undefined {
  const [, decimals] = /^printf\s+"%\.(\d+)f"$/.exec(name) ?? [];
  return decimals === undefined
    ? functions[name]
    : (value) => Number(value).toFixed(Number(decimals));
}

function withNumber(text: string, write: (value: number) => string): string {
  const value = Number(text);
  return Number.isFinite(value) ? write(value) : text;
}

/** Four digits, as Go's %.4g. */
function precise(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function humanize(value: number): string {
  if (value === 0) return "0";
  if (Math.abs(value) >= 1) return scaled(value, 1000, ["", "k", "M", "G", "T", "P"]);
  const names = ["", "m", "u", "n", "p"];
  let [amount, step] = [value, 0];
  for (; Math.abs(amount) < 1 && step < names.length - 1; step += 1) amount *= 1000;
  return `${precise(amount)}${names[step] ?? ""}`;
}

function scaled(value: number, base: number, names: readonly string[]): string {
  let [amount, step] = [value, 0];
  for (; Math.abs(amount) >= base && step < names.length - 1; step += 1) amount /= base;
  return `${precise(amount)}${names[step] ?? ""}`;
}

function humanizeDuration(value: number): string {
  if (value === 0) return "0s";
  const seconds = Math.floor(Math.abs(value));
  const sign = value < 0 ? "-" : "";
  if (seconds < 1) return `${sign}${humanize(Math.abs(value))}s`;
  if (seconds < 60) return `${sign}${precise(Math.abs(value))}s`;
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.slice(parts.findIndex(([count]) => count > 0));
  return sign + shown.map(([count, unit]) => `${count}${unit}`).join(" ");
}
