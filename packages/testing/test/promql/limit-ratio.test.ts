import { createEngine, seriesOf, sourceOf } from "@promenade/promql";
import { expect, it } from "vitest";
import { startPrometheus } from "../../src/services/index.ts";
import { askEngine, askPrometheus, differenceOf } from "./referee/referee.ts";
import { remoteWrite } from "./referee/remote-write.ts";
import { dataStart } from "./referee/series.ts";

/** Labels of all lengths: their hash takes bytes in groups of 32, 8 and 4, and long values are counted in more bytes. */
const series = Array.from({ length: 300 }, (_, index) =>
  seriesOf(
    {
      __name__: index % 3 === 0 ? "a" : "another_metric",
      index: String(index),
      ...(index % 2 === 0 ? { text: "x".repeat(index) } : {}),
      ...(index % 5 === 0 ? { sign: "€é😀" } : {}),
    },
    [[dataStart, index]],
  ),
);

it("takes the series that Prometheus takes for limit_ratio", async () => {
  const prometheus = await startPrometheus({
    version: "3",
    remoteWriteReceiver: true,
    features: ["promql-experimental-functions"],
  });
  try {
    await remoteWrite(prometheus.url, series);
    const [engine, source] = [createEngine(), sourceOf(series)];
    const ratios = [0.1, 0.25, 0.5, 0.9, 1, 1.5, 0, -0.1, -0.5, -0.75, -1, -2];
    const inputs = ['{index=~".+"}', "abs(another_metric)", 'sum by (text) ({index=~".+"})'];
    const queries = inputs.flatMap((input) => [
      ...ratios.map((ratio) => `limit_ratio(${ratio}, ${input})`),
      `limit_ratio(scalar(a{index="0"}) + 0.3, ${input})`,
      `limit_ratio by (sign) (0.5, ${input})`,
      `limit_ratio(NaN, ${input})`,
    ]);
    const failures: string[] = [];
    let taken = 0;
    for (const query of queries) {
      const expected = await askPrometheus(prometheus.url, query, { time: dataStart });
      const answer = askEngine(engine, source, query, { time: dataStart });
      const difference = differenceOf(expected, answer);
      if (difference !== undefined) failures.push(`${query}: ${difference}`);
      if ("points" in expected) taken += expected.points.size;
    }
    expect(failures).toEqual([]);
    expect(taken).toBeGreaterThan(1000);
  } finally {
    await prometheus.stop();
  }
}, 60_000);
