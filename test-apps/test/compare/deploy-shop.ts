import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type PrometheusService,
  removeDirectory,
  run,
  type RunResult,
  startPostgres,
  startPrometheus,
} from "@promenade/testing/services";
import { startApp } from "../support/app.ts";
import { installApp } from "../support/install.ts";
import { repository, sourceOf } from "../support/places.ts";
import { commandsIn } from "../support/processes.ts";
import { sendCustomers } from "./customers.ts";
import { buildNextRelease, migration } from "./next-release.ts";

/** After a start, until the code is compiled and the caches are warm; then ten parts of four scrapes each. */
const [settleSeconds, windowSeconds] = [8, 41];
/** With some to spare: the shop starts before it is scraped, and is compared after the last scrape. */
const scrapes = settleSeconds + windowSeconds + 3;

/** Runs the shop's release, and the one after it in its place, with customers, watched by a real Prometheus. */
export async function deployShop(cleanup: (() => unknown)[]): Promise<{
  /** `promenade compare` with these flags, in the folder of the new release. */
  compare(...flags: readonly string[]): Promise<RunResult>;
}> {
  const directory = await installApp("shop");
  const next = await buildNextRelease(directory);
  cleanup.push(() => removeDirectory(next));
  const database = join(sourceOf("shop"), "database");
  const postgres = await startPostgres({ schemaFile: join(database, "schema.sql") });
  cleanup.push(() => postgres.stop());
  await postgres.execute(await readFile(join(database, "seed.sql"), "utf8"));
  const prometheus = await startPrometheus({ version: "3", scrapeIntervalMilliseconds: 1000 });
  cleanup.push(() => prometheus.stop());
  const environment = {
    DATABASE_URL: postgres.url,
    STOCK_PORT: "0",
    // So that who waits for the slow query keeps nobody else waiting.
    POOL_SIZE: "20",
  };
  const before = await serve(directory, environment, prometheus);
  cleanup.push(before.stop);
  await postgres.execute(migration);
  await before.stop();
  cleanup.push((await serve(next, environment, prometheus)).stop);
  return {
    compare: async (...flags) => await compare(next, prometheus.url, flags),
  };
}

/** Starts a release, and returns when it has worked for long enough. */
async function serve(
  directory: string,
  environment: Readonly<Record<string, string>>,
  prometheus: PrometheusService,
): Promise<{ readonly stop: () => Promise<void> }> {
  const app = await startApp(commandsIn(directory), environment, "/health");
  const customers = sendCustomers(app.url);
  const stop = async (): Promise<void> => {
    customers.stop();
    await app.stop();
  };
  try {
    prometheus.scrape({ address: app.metricsAddress, job: "shop" });
    await prometheus.waitForScrapes([app.metricsAddress], scrapes, 240_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function compare(
  directory: string,
  url: string,
  flags: readonly string[],
): Promise<RunResult> {
  const { PATH = "", HOME = "" } = process.env;
  const command = join(repository, "packages/cli/dist/bin.js");
  const times = [`--settle=${settleSeconds}s`, `--window=${windowSeconds}s`, "--lookback=10m"];
  return await run(
    process.execPath,
    [command, "compare", "--prometheus", url, ...times, ...flags],
    {
      directory,
      environment: { PATH, HOME },
      timeoutMilliseconds: 120_000,
    },
  );
}
