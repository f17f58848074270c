/** What an aggregation keeps for each group at each step while it goes through the series. */
export interface Running {
  /** Takes the values of one series: those of its group begin at `to`. */
  readonly add: (values: Float64Array, present: Uint8Array, from: number, to: number) => void;
  readonly finish: (counts: Float64Array) => Float64Array;
}

type Accumulate = (value: number, at: number, count: number) => void;

/** Makes the loop over the steps; `counts` holds how many values each group had before, and is kept here. */
function running(
  steps: number,
  counts: Float64Array,
  accumulate: Accumulate,
  finish: Running["finish"],
): Running {
  return {
    add: (values, present, from, to) => {
      for (let step = 0; step < steps; step += 1) {
        if (present[from + step] === 0) continue;
        const count = counts[to + step] as number;
        accumulate(values[from + step] as number, to + step, count);
        counts[to + step] = count + 1;
      }
    },
    finish,
  };
}

/** Aggregations that need to see each value once: `counts` has one place for each group and step. */
export const runningAggregations: Readonly<
  Record<string, (steps: number, counts: Float64Array, isVersion2: boolean) => Running>
> = {
  sum,
  avg: average,
  min: (steps, counts) => extreme(steps, counts, (value, best) => value < best),
  max: (steps, counts) => extreme(steps, counts, (value, best) => value > best),
  count: (steps, counts) =>
    running(
      steps,
      counts,
      () => undefined,
      (result) => result.slice(),
    ),
  group: (steps, counts) =>
    running(
      steps,
      counts,
      () => undefined,
      (result) => result.map(() => 1),
    ),
  stdvar: (steps, counts, isVersion2) => variance(steps, counts, isVersion2, (value) => value),
  stddev: (steps, counts, isVersion2) => variance(steps, counts, isVersion2, Math.sqrt),
};

/** Adds with what rounding took away, as Prometheus does (Neumaier's form of Kahan's sum). */
function sum(steps: number, counts: Float64Array): Running {
  const sums = new Float64Array(counts.length);
  const lost = new Float64Array(counts.length);
  return running(
    steps,
    counts,
    (value, at) => addTo(sums, lost, at, value),
    () => sums.map((total, at) => total + (lost[at] as number)),
  );
}

function addTo(sums: Float64Array, lost: Float64Array, at: number, value: number): void {
  const before = sums[at] as number;
  const total = before + value;
  if (total === Infinity || total === -Infinity) lost[at] = 0;
  else if (Math.abs(before) >= Math.abs(value))
    lost[at] = (lost[at] as number) + (before - total + value);
  else lost[at] = (lost[at] as number) + (value - total + before);
  sums[at] = total;
}

/** The sum by the count; where the sum would overflow, a mean that moves with each value. */
function average(steps: number, counts: Float64Array): Running {
  const sums = new Float64Array(counts.length);
  const lost = new Float64Array(counts.length);
  const isMean = new Uint8Array(counts.length);
  return running(
    steps,
    counts,
    (value, at, count) => {
      if (isMean[at] === 0) {
        const total = (sums[at] as number) + value;
        if (count === 0 || Math.abs(total) !== Infinity) {
          addTo(sums, lost, at, value);
          return;
        }
        isMean[at] = 1;
        sums[at] = (sums[at] as number) / count;
        lost[at] = (lost[at] as number) / count;
      }
      const share = count / (count + 1);
      sums[at] = share * (sums[at] as number);
      lost[at] = share * (lost[at] as number);
      addTo(sums, lost, at, value / (count + 1));
    },
    (result) =>
      sums.map((total, at) => {
        const count = isMean[at] === 1 ? 1 : (result[at] as number);
        return total / count + (lost[at] as number) / count;
      }),
  );
}

function extreme(
  steps: number,
  counts: Float64Array,
  isBetter: (value: number, best: number) => boolean,
): Running {
  const bests = new Float64Array(counts.length);
  return running(
    steps,
    counts,
    (value, at, count) => {
      const best = bests[at] as number;
      if (count === 0 || Number.isNaN(best) || isBetter(value, best)) bests[at] = value;
    },
    () => bests,
  );
}

function variance(
  steps: number,
  counts: Float64Array,
  isVersion2: boolean,
  change: (value: number) => number,
): Running {
  const means = new Float64Array(counts.length);
  const squares = new Float64Array(counts.length);
  return running(
    steps,
    counts,
    (value, at, count) => {
      if (count === 0) {
        means[at] = value;
        squares[at] = isVersion2 || Number.isFinite(value) ? 0 : Number.NaN;
        return;
      }
      const delta = value - (means[at] as number);
      means[at] = (means[at] as number) + delta / (count + 1);
      squares[at] = (squares[at] as number) + delta * (value - means[at]);
    },
    (result) => squares.map((total, at) => change(total / (result[at] as number))),
  );
}
