import { createEngine, sourceOf } from "@promenade/promql";
import { expect, it } from "vitest";
import { startPrometheus, type PrometheusVersion } from "../../src/services/index.ts";
import { Expressions } from "./referee/expressions.ts";
import { Random } from "./referee/random.ts";
import { askEngine, askPrometheus, differenceOf, type When } from "./referee/referee.ts";
import { remoteWrite } from "./referee/remote-write.ts";
import { dataEnd, dataStart, randomSeries } from "./referee/series.ts";

/** `PROMQL_SEED=7` for other data and expressions, `PROMQL_COUNT=100000` for more of them. */
const subqueryStepMilliseconds = 15_000;

const seed = Number(process.env["PROMQL_SEED"] ?? 1);

it.each([
  { version: "3", count: Number(process.env["PROMQL_COUNT"] ?? 6000) },
  { version: "2", count: Number(process.env["PROMQL_COUNT"] ?? 1000) },
] satisfies readonly { version: PrometheusVersion; count: number }[])(
  "gives the numbers that Prometheus $version gives for $count random expressions",
  async ({ version, count }) => {
    const random = new Random(seed);
    const series = randomSeries(random);
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
      const expressions = new Expressions(random, version === "2");
      const questions = Array.from({ length: count }, () => ({
        query: expressions.any(),
        when: randomTime(random),
      }));
      const failures: string[] = [];
      let answered = 0;
      const ask = async (): Promise<void> => {
        for (let next = questions.pop(); next !== undefined; next = questions.pop()) {
          const { query, when } = next;
          const expected = await askPrometheus(prometheus.url, query, when);
          const difference = differenceOf(expected, askEngine(engine, source, query, when));
          if ("points" in expected && expected.points.size > 0) answered += 1;
          if (difference !== undefined)
            failures.push(
              `Prometheus ${version}, seed ${seed}: ${query} ${JSON.stringify(when)}: ${difference}`,
            );
        }
      };
      await Promise.all(Array.from({ length: 16 }, ask));
      expect(failures).toEqual([]);
      // Nothing but empty answers would agree as well.
      expect(answered).toBeGreaterThan(count / 3);
    } finally {
      await prometheus.stop();
    }
  },
  300_000,
);

function randomTime(random: Random): When {
  const time = random.chance(0.3)
    ? dataStart + random.whole(0, 160) * 15_000
    : random.whole(dataStart, dataEnd + 400_000);
  if (random.chance(0.4)) return { time };
  const step = random.pick([7000, 15_000, 60_000, 47_000, 300_000]);
  return { start: time, end: time + step * random.whole(0, 12) + random.whole(0, 500), step };
}
