import { usageError } from "../errors.ts";
import type { Window } from "./types.ts";

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `30m`, `1h30m`, `45s` as seconds. */
export function durationOf(text: string, flag: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text)
    throw usageError(`${flag} takes a time such as 30m, 1h30m or 45s, not "${text}"`);
  return parts.reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (unitSeconds[unit] ?? 0),
    0,
  );
}

/** An ISO date or Unix seconds, as Unix seconds. */
export function momentOf(text: string, flag: string): number {
  const value = /^\d{9,11}(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(value))
    throw usageError(
      `${flag} takes a moment such as 2026-05-04T10:30:00Z or Unix seconds, not "${text}"`,
    );
  return value;
}

/** `start..end` or `start/end`. */
export function windowOf(text: string, flag: string): Window {
  const [start, end, ...rest] = text.split(/\.\.|\//);
  if (start === undefined || end === undefined || rest.length > 0)
    throw usageError(`${flag} takes two moments, as in 2026-05-04T10:00Z..2026-05-04T10:30Z`);
  const window = { start: momentOf(start, flag), end: momentOf(end, flag) };
  if (window.end <= window.start) throw usageError(`${flag} ends before it begins`);
  return window;
}
