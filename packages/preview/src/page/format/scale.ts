import { fixed } from "./decimals.ts";

export type Formatter = (value: number, decimals: number | undefined, now: number) => string;

/** Divides by `base` as often as it goes, and names the step. */
export function stepped(base: number, names: readonly string[]): Formatter {
  return (value, decimals) => {
    let [amount, step] = [value, 0];
    for (; Math.abs(amount) >= base && step < names.length - 1; step += 1) amount /= base;
    return `${fixed(amount, decimals)}${names[step] ?? ""}`;
  };
}

const prefixes = ["n", "µ", "m", "", "k", "M", "G", "T", "P", "E"];
const noPrefix = 3;

/** With the prefixes of the SI, down to nano. */
export function si(unit: string): Formatter {
  return (value, decimals) => {
    let [amount, step] = [value, noPrefix];
    if (amount !== 0) {
      for (; Math.abs(amount) >= 1000 && step < prefixes.length - 1; step += 1) amount /= 1000;
      for (; Math.abs(amount) < 1 && step > 0; step -= 1) amount *= 1000;
    }
    return `${fixed(amount, decimals)} ${prefixes[step] ?? ""}${unit}`;
  };
}

export function binary(unit: string): Formatter {
  return stepped(
    1024,
    ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].map((prefix) => ` ${prefix}${unit}`),
  );
}

/** Things in a second: `1.2K req/s`. */
export function counted(unit: string): Formatter {
  return stepped(
    1000,
    ["", "K", "M", "B", "T"].map((name) => `${name} ${unit}`),
  );
}

export function suffixed(unit: string, factor = 1): Formatter {
  return (value, decimals) => `${fixed(value * factor, decimals)}${unit}`;
}

export function prefixed(unit: string): Formatter {
  const scaled = stepped(1000, ["", "K", "M", "B", "T"]);
  return (value, decimals, now) => `${unit}${scaled(value, decimals, now)}`;
}
