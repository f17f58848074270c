import type uPlot from "uplot";
import { themeColor } from "../../dom.ts";
import { formatValue } from "../../format/units.ts";

export const axisFont = "11px Inter, Roboto, 'Helvetica Neue', Arial, sans-serif";

/** 1, 2, 5 and their like; in bytes, powers of two. */
const decimalSteps = [1, 2, 2.5, 5];
const increments = Array.from({ length: 32 }, (_, index) => 10 ** (index - 12)).flatMap((power) =>
  decimalSteps.map((step) => Number((step * power).toPrecision(3))),
);
const binaryIncrements = Array.from({ length: 60 }, (_, index) => 2 ** (index - 2));
const wholeSeconds =
  "10 15 30 60 120 300 600 1200 1800 3600 7200 14400 21600 43200 86400 172800 604800";
const secondIncrements = [
  ...increments.filter((each) => each < 10),
  ...wholeSeconds.split(" ").map(Number),
  ...[1, 2, 4, 13, 26, 52].map((weeks) => weeks * 604_800),
  ...[2, 5, 10, 20, 50, 100].map((years) => years * 31_536_000),
];

/** uPlot itself goes from one minute to five: a narrow graph would have a single label. */
const timeIncrements =
  "1 2 5 10 15 30 60 120 300 600 900 1800 3600 7200 10800 21600 43200 86400 172800 604800 2592000"
    .split(" ")
    .map(Number);

export function incrementsOf(unit: string, decimals: number | undefined): number[] {
  // Half a process is none.
  if (decimals === 0 && ["", "none", "short", "locale"].includes(unit))
    return increments.filter((each) => each >= 1 && Number.isInteger(each));
  if (/^(?:k|m|g)?bytes$|^bits$|^binBps$|^binbps$/.test(unit)) return binaryIncrements;
  return unit === "s" ? secondIncrements : increments;
}

export function timeAxis(): uPlot.Axis {
  return {
    stroke: () => themeColor("faint"),
    font: axisFont,
    grid: { stroke: () => themeColor("grid"), width: 1 },
    ticks: { stroke: () => themeColor("grid"), width: 1, size: 4 },
    size: 26,
    gap: 5,
    space: 56,
    incrs: timeIncrements,
    values: (_, splits, __, ___, increment) => splits.map((time) => clock(time, increment)),
  };
}

function clock(seconds: number, increment: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, "0");
  if (increment >= 86_400) return `${two(date.getMonth() + 1)}/${two(date.getDate())}`;
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return increment < 60 ? `${minutes}:${two(date.getSeconds())}` : minutes;
}

let ruler: CanvasRenderingContext2D | null | undefined;

function widthOf(text: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (ruler === null) return text.length * 6;
  ruler.font = axisFont;
  return ruler.measureText(text).width;
}

/** As wide as its longest label. `label` writes a value of the axis. */
export function valueAxis(options: {
  readonly scale: string;
  readonly unit: string;
  readonly label: (value: number, increment: number) => string;
  readonly isRight?: boolean;
  readonly increments?: number[] | undefined;
}): uPlot.Axis {
  return {
    scale: options.scale,
    side: options.isRight === true ? 1 : 3,
    stroke: () => themeColor("faint"),
    font: axisFont,
    grid: { show: options.isRight !== true, stroke: () => themeColor("grid"), width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 32,
    ...(options.increments === undefined ? {} : { incrs: options.increments }),
    values: (_, splits, __, ___, increment) =>
      splits.map((value) => (value === null ? "" : options.label(value, increment))),
    size: (_, values, __, cycle) =>
      // In later cycles uPlot only settles what the first ones found.
      cycle > 2 ? 60 : Math.max(24, ...(values ?? []).map((value) => widthOf(value ?? "") + 14)),
  };
}

/** With as many decimals as tell the ticks apart. */
export function tickText(
  value: number,
  increment: number,
  unit: string,
  decimals: number | undefined,
): string {
  if (value === 0) return formatValue(0, unit, decimals === undefined ? {} : { decimals });
  const isTooCoarse = decimals === undefined || increment < 10 ** -decimals / 2;
  return formatValue(Number(value.toPrecision(12)), unit, isTooCoarse ? {} : { decimals });
}
