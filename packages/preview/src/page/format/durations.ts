import { fixed } from "./decimals.ts";
import type { Formatter } from "./scale.ts";

/** From this many seconds on, in this unit. */
const steps: readonly (readonly [from: number, size: number, name: string])[] = [
  [31_536_000, 31_536_000, " years"],
  [604_800, 604_800, " weeks"],
  [86_400, 86_400, " days"],
  [3600, 3600, " hours"],
  [60, 60, " mins"],
  [1, 1, " s"],
  [1e-3, 1e-3, " ms"],
  [1e-6, 1e-6, " µs"],
  [0, 1e-9, " ns"],
];

const words: readonly (readonly [size: number, name: string])[] = [
  [31_536_000, "year"],
  [2_592_000, "month"],
  [604_800, "week"],
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** A duration in the unit that suits its size; `size` is what 1 stands for, in seconds. */
export function duration(size: number): Formatter {
  return (value, decimals) => {
    const seconds = value * size;
    if (seconds === 0) return `0${steps.find(([, each]) => each === size)?.[2] ?? " s"}`;
    const [, unit, name] = steps.find(([from]) => Math.abs(seconds) >= from) ?? [0, 1, " s"];
    const amount = fixed(seconds / unit, decimals);
    return `${amount}${amount === "1" && name.length > 3 ? name.slice(0, -1) : name}`;
  };
}

/** "2 hours, 5 minutes": as many parts as there are decimals, and one more. */
export function inWords(seconds: number, decimals = 0): string {
  if (Math.abs(seconds) < 1) return `${fixed(seconds)} seconds`;
  let rest = Math.abs(seconds);
  const parts: string[] = [];
  for (const [size, name] of words) {
    const count = Math.floor(rest / size);
    if (parts.length > decimals || (count === 0 && parts.length === 0)) continue;
    rest -= count * size;
    parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.join(", ");
}

/** "1d 02:03:04" */
export function asClock(seconds: number): string {
  const two = (part: number): string => String(Math.floor(part)).padStart(2, "0");
  const whole = Math.abs(Math.trunc(seconds));
  const days = Math.floor(whole / 86_400);
  const clock = `${two((whole / 3600) % 24)}:${two((whole / 60) % 60)}:${two(whole % 60)}`;
  return `${seconds < 0 ? "-" : ""}${days > 0 ? `${days}d ` : ""}${clock}`;
}
