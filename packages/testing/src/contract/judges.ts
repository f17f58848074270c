import type { Promenade } from "@promenade/core";
import type { RuleFile } from "@promenade/dashboard";
import { disagreements } from "../engine/agreement.ts";
import { MemoryPrometheus } from "../engine/memory-prometheus.ts";
import type { AlertState } from "../services/prometheus-client.ts";
import { prometheusVersions } from "../services/prometheus-versions.ts";
import { startPrometheus } from "../services/prometheus.ts";
import type { Answers } from "./panels.ts";

/** Who says what an app's metrics are good for. */
export interface Judge {
  readonly name: string;
  readonly answers: Answers;
  /** Comes back when the app was scraped that many times more. */
  scrape(times: number): Promise<void>;
  alerts(): Promise<readonly AlertState[]>;
  /** Queries that it answers otherwise than the engine does on the same samples. */
  disagreements(queries: readonly string[]): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const job = "contract";

/** The engine; and a real Prometheus where one can be had. */
export async function judgesOf(app: Promenade, rules: RuleFile): Promise<readonly Judge[]> {
  const judges = [engineJudge(app, rules)];
  const [version] = await prometheusVersions();
  if (version === undefined) return judges;
  const address = new URL(app.url ?? "").host;
  const prometheus = await startPrometheus({
    version,
    targets: [{ address, job }],
    // JSON is YAML.
    rules: JSON.stringify(rules),
  });
  let scrapes = 0;
  return [
    ...judges,
    {
      name: `Prometheus ${version}`,
      answers: prometheus,
      scrape: async (times) => {
        scrapes += times;
        await prometheus.waitForScrapes([address], scrapes);
      },
      alerts: async () => await prometheus.alerts(),
      disagreements: async (queries) => await disagreements(prometheus, version, job, queries),
      stop: async () => await prometheus.stop(),
    },
  ];
}

function engineJudge(app: Promenade, rules: RuleFile): Judge {
  const prometheus = new MemoryPrometheus({
    version: "3",
    job,
    instance: "engine",
    rules,
    intervalMilliseconds: 15_000,
  });
  return {
    name: "the engine",
    answers: prometheus,
    scrape: async (times) => {
      for (let done = 0; done < times; done += 1) await prometheus.scrape(await app.text());
    },
    alerts: async () => await Promise.resolve(prometheus.alerts()),
    disagreements: async () => await Promise.resolve([]),
    stop: async () => {
      await Promise.resolve();
    },
  };
}
