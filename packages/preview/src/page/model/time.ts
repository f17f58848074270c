const sizes: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

export interface TimeRange {
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** A duration as Grafana writes it, `30s`, `1m30s`, `>10s`, in milliseconds. */
export function parseInterval(text: string): number | undefined {
  const source = text.replace(/^>/, "").trim();
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdwMy]))+$/.test(source)) return undefined;
  return [...source.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (sizes[unit] ?? 0),
    0,
  );
}

/** `now-6h`, `now/d`, `now-1d/d`, Unix milliseconds, or a date; `undefined` when it is none of them. */
export function parseTime(text: string, now: number, isEnd = false): number | undefined {
  if (/^\d{9,}$/.test(text)) return Number(text);
  const [, rest] = /^now((?:[+-]\d+(?:ms|[smhdwMy])|\/[mhdwMy])*)$/.exec(text) ?? [];
  if (rest === undefined) {
    const date = Date.parse(text);
    return Number.isNaN(date) ? undefined : date;
  }
  let time = now;
  for (const [, sign, count, unit = "", round] of rest.matchAll(
    /([+-])(\d+)(ms|[smhdwMy])|\/([mhdwMy])/g,
  )) {
    if (round !== undefined) time = rounded(time, round, isEnd);
    else time += (sign === "-" ? -1 : 1) * Number(count) * (sizes[unit] ?? 0);
  }
  return time;
}

function rounded(time: number, unit: string, isEnd: boolean): number {
  const date = new Date(time);
  if ("hdwMy".includes(unit)) date.setMinutes(0);
  if ("dwMy".includes(unit)) date.setHours(0);
  if (unit === "w") date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  if ("My".includes(unit)) date.setDate(1);
  if (unit === "y") date.setMonth(0);
  date.setSeconds(0, 0);
  if (!isEnd) return date.getTime();
  const next = new Date(date);
  if (unit === "M") next.setMonth(next.getMonth() + 1);
  else if (unit === "y") next.setFullYear(next.getFullYear() + 1);
  else next.setTime(next.getTime() + (sizes[unit] ?? 0));
  return next.getTime() - 1;
}

/** Steps that read well. */
const steps = [
  1, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000,
  300_000, 600_000, 900_000, 1_200_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000,
  43_200_000, 86_400_000, 604_800_000, 2_592_000_000, 31_536_000_000,
];

export interface Windows {
  readonly step: number;
  readonly rateInterval: number;
}

/** A preview scrapes so often that four scrapes would hold next to nothing. */
const shortestRate = 15_000;

/** The step of a graph of that many points, and the window of its rates: at least four scrapes, as in Grafana. */
export function windowsOf(
  range: TimeRange,
  points: number,
  scrapeInterval: number,
  shortest = scrapeInterval,
): Windows {
  const exact = (range.to - range.from) / Math.max(1, points);
  const nearest = steps.findIndex(
    (each, index) => exact < (each + (steps[index + 1] ?? each * 2)) / 2,
  );
  const step = Math.max(shortest, steps[nearest] ?? 31_536_000_000);
  return { step, rateInterval: Math.max(step + scrapeInterval, 4 * scrapeInterval, shortestRate) };
}

/** As Prometheus writes a duration: one unit, without a rest. */
export function durationText(milliseconds: number): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = sizes[unit] ?? 1;
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  }
  return `${Math.max(1, Math.round(milliseconds))}ms`;
}

/** What Grafana puts in place of its own variables. */
export function timeVariables(
  range: TimeRange,
  windows: Windows,
): Readonly<Record<string, string>> {
  const span = range.to - range.from;
  return {
    __interval: durationText(windows.step),
    __interval_ms: String(windows.step),
    __rate_interval: durationText(windows.rateInterval),
    __rate_interval_ms: String(windows.rateInterval),
    __range: durationText(Math.max(1000, Math.round(span / 1000) * 1000)),
    __range_s: String(Math.round(span / 1000)),
    __range_ms: String(span),
    __from: String(range.from),
    __to: String(range.to),
    timeFilter: "",
    __url_time_range: `from=${range.from}&to=${range.to}`,
  };
}
