import { formatValue } from "./units.mjs";

const binaryUnits = new Set(["bytes", "binBps"]);
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
const fewestSeconds = 60;

/** A vertical scale from `softMin`, or below, to a round number: `at(value)` is between 0 and 1. */
export function valueScale(options) {
  const { lowest, highest, unit, decimals, max, softMin = 0, isLogarithmic, tickCount } = options;
  if (isLogarithmic) return logarithmicScale({ lowest, highest, unit });
  const bottom = Math.min(softMin, lowest);
  const top = Math.max(max ?? -Infinity, highest);
  const span = top - bottom || 1;
  const step = Math.max(
    roundStep(span / tickCount, unit),
    decimals === 0 && (unit === "short" || unit === "locale") ? 1 : 0,
  );
  const first = Math.floor(bottom / step);
  // A line along the upper edge is as good as one below it; rounding must not add a step above it.
  const last = Math.ceil((bottom + span) / step - 0.005);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const [from, to] = [ticks[0], ticks.at(-1)];
  return {
    at: (value) => (value - from) / (to - from),
    ticks: ticks.map((value) => ({ value, label: tickLabel(value, unit) })),
  };
}

function logarithmicScale({ lowest, highest, unit }) {
  const from = Math.floor(Math.log10(lowest));
  const to = Math.max(from + 1, Math.ceil(Math.log10(highest)));
  const every = Math.ceil((to - from) / 5);
  const ticks = [];
  for (let exponent = from; exponent <= to; exponent += every) ticks.push(10 ** exponent);
  return {
    at: (value) => Math.max(0, (Math.log10(value) - from) / (to - from)),
    ticks: ticks.map((value) => ({ value, label: formatValue(value, unit) })),
  };
}

function roundStep(least, unit) {
  // Sixty seconds make a minute.
  const isLong = (unit === "s" || unit === "dtdurations") && least > 10;
  if (isLong) return timeSteps.find((step) => step >= least) ?? least;
  return stepsFor(least, unit).find((step) => step >= least * 0.999) ?? least;
}

function stepsFor(least, unit) {
  if (binaryUnits.has(unit) && least > 1) {
    const size = 1024 ** Math.floor(Math.log(least) / Math.log(1024));
    return [1, 2, 5, 10, 20, 50, 100, 200, 500, 1024].map((factor) => factor * size);
  }
  const size = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * size);
}

/** As many decimals as the value needs, and no more. */
export function tickLabel(value, unit) {
  if (value === 0) return formatValue(0, unit);
  const exact = Number.parseFloat(formatValue(value, unit, { decimals: 6 }));
  for (let decimals = 0; decimals < 4; decimals += 1) {
    const label = formatValue(value, unit, { decimals });
    if (Number.parseFloat(label) === exact) return label;
  }
  return formatValue(value, unit, { decimals: 2 });
}

/** Round moments between two others, in UTC. */
export function timeTicks(start, end, count) {
  const step = timeSteps.find((size) => (end - start) / size <= count) ?? end - start;
  const ticks = [];
  for (let time = Math.ceil(start / step) * step; time <= end; time += step) {
    const label = new Date(time * 1000).toISOString();
    ticks.push({ value: time, label: label.slice(11, step < fewestSeconds ? 19 : 16) });
  }
  return ticks;
}
