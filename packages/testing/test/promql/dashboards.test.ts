import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import { createEngine, sourceOf } from "@promenade/promql";
import { expect, it } from "vitest";
import { startPrometheus, type PrometheusVersion } from "../../src/services/index.ts";
import { seriesFor } from "./referee/asked-series.ts";
import { Random } from "./referee/random.ts";
import { askEngine, askPrometheus, differenceOf } from "./referee/referee.ts";
import { remoteWrite } from "./referee/remote-write.ts";
import { dataEnd } from "./referee/series.ts";

const directory = new URL("../../../../dashboards/", import.meta.url);

/** Every query of our dashboards and rules, as Prometheus would get it. */
function queries(): readonly string[] {
  const found = readdirSync(directory).flatMap((file) => {
    const text = readFileSync(fileURLToPath(new URL(file, directory)), "utf8");
    if (file.endsWith(".json")) return expressionsOf(JSON.parse(text)).map(({ expr }) => expr);
    return Array.from(text.matchAll(/^\s*expr: (.+)$/gm), ([, expr = ""]) =>
      expr.startsWith('"') ? (JSON.parse(expr) as string) : expr,
    );
  });
  return [...new Set(found.map((expr) => substituteVariables(expr)))];
}

it.each(["3", "2"] satisfies readonly PrometheusVersion[])(
  "gives the numbers that Prometheus %s gives for every panel and alert",
  async (version) => {
    const engine = createEngine({ semantics: version });
    const all = queries();
    const series = seriesFor(
      all.flatMap((query) => engine.parse(query).selectors),
      new Random(1),
    );
    const source = sourceOf(series, version);
    const prometheus = await startPrometheus({ version, remoteWriteReceiver: true });
    try {
      await remoteWrite(prometheus.url, series);
      const failures: string[] = [];
      const silent: string[] = [];
      const whens = [
        { time: dataEnd - 60_000 },
        { start: dataEnd - 600_000, end: dataEnd, step: 30_000 },
      ];
      for (const query of all)
        for (const when of whens) {
          const expected = await askPrometheus(prometheus.url, query, when);
          const difference = differenceOf(expected, askEngine(engine, source, query, when));
          if (difference !== undefined) failures.push(`${query}: ${difference}`);
          if ("error" in expected) failures.push(`${query}: ${expected.error}`);
          else if (expected.points.size === 0 && "start" in when) silent.push(query);
        }
      expect(failures).toEqual([]);
      expect(all.length).toBeGreaterThan(100);
      // Alerts are silent when all is well; a panel compares little with a limit.
      expect(silent.filter((query) => !/[<>]|==|absent/.test(query))).toEqual([]);
    } finally {
      await prometheus.stop();
    }
  },
  120_000,
);
