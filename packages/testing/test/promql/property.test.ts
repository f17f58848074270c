import { createEngine, sourceOf, type Series } from "@promenade/promql";
import { expect, it } from "vitest";
import { startPrometheus, type PrometheusVersion } from "../../src/services/index.ts";
import { compare } from "./referee/compare.ts";
import { Expressions } from "./referee/expressions.ts";
import { NativeExpressions } from "./referee/native-expressions.ts";
import { nativeSeries } from "./referee/native-series.ts";
import { Random } from "./referee/random.ts";
import { remoteWrite } from "./referee/remote-write.ts";
import { randomSeries } from "./referee/series.ts";

/** `PROMQL_SEED=7` for other data and expressions, `PROMQL_COUNT=100000` for more of them. */
const subqueryStepMilliseconds = 15_000;

const seed = Number(process.env["PROMQL_SEED"] ?? 1);

interface Kind {
  readonly about: string;
  readonly version: PrometheusVersion;
  readonly count: number;
  readonly series: (random: Random) => readonly Series[];
  readonly expressions: (random: Random) => { any(): string };
}

const kinds: readonly Kind[] = [
  {
    about: "numbers",
    version: "3",
    count: 6000,
    series: randomSeries,
    expressions: (random) => new Expressions(random),
  },
  {
    about: "numbers",
    version: "2",
    count: 1000,
    series: randomSeries,
    expressions: (random) => new Expressions(random, true),
  },
  {
    about: "native histograms",
    version: "3",
    count: 3000,
    series: nativeSeries,
    expressions: (random) => new NativeExpressions(random),
  },
];

it.each(kinds)(
  "gives what Prometheus $version gives for $count random expressions of $about",
  async (kind) => {
    const { version } = kind;
    const count = Number(process.env["PROMQL_COUNT"] ?? kind.count);
    const random = new Random(seed);
    const series = kind.series(random);
    const prometheus = await startPrometheus({
      version,
      // Also what a subquery without a step takes.
      scrapeIntervalMilliseconds: subqueryStepMilliseconds,
      remoteWriteReceiver: true,
      features: ["promql-experimental-functions", "promql-duration-expr"],
    });
    try {
      await remoteWrite(prometheus.url, series);
      const engine = createEngine({ semantics: version, subqueryStepMilliseconds });
      const source = sourceOf(series, version);
      const expressions = kind.expressions(random);
      const queries = Array.from({ length: count }, () => expressions.any());
      const found = await compare(prometheus.url, engine, source, random, queries);
      expect(found.failures, `Prometheus ${version}, seed ${seed}`).toEqual([]);
      // Nothing but empty answers would agree as well.
      expect(found.answered).toBeGreaterThan(count / 3);
    } finally {
      await prometheus.stop();
    }
  },
  300_000,
);
