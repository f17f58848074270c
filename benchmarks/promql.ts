import { createEngine, type Series, type Source } from "@promenade/promql";
import { startPrometheus } from "@promenade/testing/services";
import { remoteWrite } from "../packages/testing/test/promql/referee/remote-write.ts";

/**
 * `node benchmarks/promql.ts [-- series]`: range queries of 60 steps over 10,000 series, by the engine and
 * by a Prometheus 3 on the same data in the same run, interleaved, medians of 7. Prometheus answers over HTTP, so the
 * engine's results are written as JSON too.
 */
const seriesCount = Number(process.argv[2] ?? 10_000);
const sampleCount = 140;
const interval = 15_000;
const start = 1_750_000_200_000;
const end = start + (sampleCount - 1) * interval;
const range = { start: end - 59 * interval, end, step: interval };
const queries = [
  "sum by (group) (rate(m_total[1m]))",
  "sum by (group) (rate(m_total[5m]))",
  "sum(m_total)",
  "max by (group) (max_over_time(m_total[15m]))",
  "sum by (group) (avg_over_time(m_total[15m]))",
  "topk(5, rate(m_total[1m]))",
  "sum(m_total / on (id) m_total)",
  "quantile by (group) (0.9, m_total)",
];

const series = Array.from({ length: seriesCount }, (_, index) => makeSeries(index));
const source: Source = { select: () => series };
const engine = createEngine();
const prometheus = await startPrometheus({ version: "3", remoteWriteReceiver: true });
try {
  for (let from = 0; from < series.length; from += 1000)
    await remoteWrite(prometheus.url, series.slice(from, from + 1000));
  console.log(`${seriesCount} series, 60 steps; median of 7, in ms`);
  for (const query of queries) {
    const own: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      own.push(await timed(async () => JSON.stringify(engine.range(query, source, range))));
      theirs.push(
        await timed(
          async () =>
            await prometheus.queryRange(query, {
              start: range.start / 1000,
              end: range.end / 1000,
              step: interval / 1000,
            }),
        ),
      );
    }
    const [mine, other] = [median(own.slice(1)), median(theirs.slice(1))];
    console.log(
      `${query.padEnd(48)} engine ${mine.toFixed(0).padStart(5)}  Prometheus ${other.toFixed(0).padStart(5)}  ratio ${(mine / other).toFixed(2)}`,
    );
  }
} finally {
  await prometheus.stop();
}

function makeSeries(index: number): Series {
  const timestamps = new Float64Array(sampleCount);
  const values = new Float64Array(sampleCount);
  let value = index;
  for (let at = 0; at < sampleCount; at += 1) {
    // Numbers that look random and are the same in each run; every series is reset once.
    value = at === (index % 100) + 20 ? 0 : value + ((index * 7919 + at * 104_729) % 100) / 10;
    timestamps[at] = start + at * interval;
    values[at] = value;
  }
  return {
    labels: { __name__: "m_total", group: String(index % 20), id: String(index) },
    timestamps,
    values,
    length: sampleCount,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] as number;
}
