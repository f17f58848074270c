import { promenade, Registry, type Plugin, type Promenade } from "@promenade/core";
import { afterEach } from "vitest";

const running: Promenade[] = [];
/** What the apps of one test warned of. */
export const warnings: string[] = [];

afterEach(async () => {
  warnings.length = 0;
  await Promise.all(running.splice(0).map(async (app) => await app.stop()));
});

function warn(message: string): void {
  warnings.push(message);
}

/** An app with a registry of its own; stopped after the test. */
export async function start(...plugins: readonly Plugin[]): Promise<Promenade> {
  const app = promenade({
    service: "test",
    plugins,
    registry: new Registry(),
    server: false,
    log: { debug() {}, info() {}, warn, error: warn },
  });
  running.push(app);
  await app.start();
  return app;
}

/** The lines of one metric, without buckets, sums and comments: `name{labels} value`. */
export async function samples(app: Promenade, metric: string): Promise<readonly string[]> {
  const text = await app.text();
  return text
    .split("\n")
    .filter((line) => line.startsWith(metric) && !/_bucket|_sum/.test(line))
    .filter((line) => /^[a-z_]+(?:\{| )/.exec(line)?.[0].replace(/_count|[{ ]/g, "") === metric)
    .map((line) => line.replace(`${metric}_count`, metric));
}
