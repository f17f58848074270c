import { promenade, Registry, type Plugin, type Promenade } from "@promenade/core";
import { onTestFinished } from "vitest";

export interface TestApp {
  readonly app: Promenade;
  /** What was warned of. */
  readonly warnings: readonly string[];
  /** The samples of a metric, `labels` → value, without buckets; all whose name begins so. */
  samples(metric: string): Promise<ReadonlyMap<string, number>>;
  /** One sample, by its labels as they are written. */
  value(series: string): Promise<number | undefined>;
}

/** An app with a registry of its own; stopped after the test. */
export async function startApp(...plugins: readonly Plugin[]): Promise<TestApp> {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const app = promenade({
    service: "test",
    plugins,
    registry: new Registry(),
    server: false,
    log: { debug() {}, info() {}, warn, error: warn },
  });
  onTestFinished(async () => await app.stop());
  await app.start();
  const samples = async (metric: string): Promise<ReadonlyMap<string, number>> => {
    const lines = (await app.text()).split("\n").filter((line) => line.startsWith(metric));
    return new Map(
      lines
        .filter((line) => !line.includes("_bucket{"))
        .map((line) => {
          const space = line.lastIndexOf(" ");
          return [line.slice(0, space), Number(line.slice(space + 1))];
        }),
    );
  };
  return {
    app,
    warnings,
    samples,
    value: async (series) => (await samples(series.replace(/\{.*$/, ""))).get(series),
  };
}
