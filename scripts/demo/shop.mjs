import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  removeDirectory,
  startPostgres,
  startService,
  temporaryDirectory,
} from "@promenade/testing/services";
import { shopDirectory, shopSource } from "./places.mjs";

/** A new database with the shop's tables and rows, on the server of DATABASE_URL. */
export async function shopDatabase() {
  const database = await startPostgres({ schemaFile: join(shopSource, "database", "schema.sql") });
  await database.execute(readFileSync(join(shopSource, "database", "seed.sql"), "utf8"));
  return database;
}

/**
 * The shop, and what a deploy does to it: the old version ends and the new one starts in its place. `environment()` is
 * asked at each start, and `isOutdated()` when it has changed since.
 */
export async function startDeployableShop({ environment, ...options }) {
  const { stockPort } = options;
  let used = environment();
  let running = await startShop({ ...options, environment: used });
  return {
    url: running.url,
    stockPort,
    metricsAddress: running.metricsAddress,
    isRunning: () => running.isRunning(),
    isOutdated: () => used !== environment(),
    output: () => running.output(),
    stop: () => running.stop(),
    deploy: async (version) => {
      await running.stop();
      used = environment();
      const own = version === undefined ? {} : { APP_VERSION: version };
      running = await startShop({ ...options, environment: { ...used, ...own } });
    },
  };
}

/** Without what npm says about the script that runs, the version of this repository among it. */
function inherited() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")),
  );
}

/** Starts the shop's work copy and waits until it, and its metrics, answer. */
export async function startShop({ databaseUrl, port, metricsPort, stockPort, environment = {} }) {
  const directory = temporaryDirectory("shop");
  const url = `http://127.0.0.1:${port}`;
  const metricsAddress = `127.0.0.1:${metricsPort}`;
  const isObserved = environment.PROMENADE !== "off";
  const service = await startService({
    name: "The shop",
    // In the shop's own folder, where package.json says its name and version.
    command: "/bin/sh",
    args: ["-c", 'cd "$0" && exec "$@"', shopDirectory, process.execPath, "dist/main.js"],
    directory,
    environment: {
      ...inherited(),
      NO_COLOR: "1",
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: String(port),
      STOCK_PORT: String(stockPort),
      METRICS_HOST: "127.0.0.1",
      METRICS_PORT: String(metricsPort),
      ...environment,
    },
    isReady: async () => {
      if (!(await fetch(`${url}/health`)).ok) return false;
      return !isObserved || (await fetch(`http://${metricsAddress}/metrics`)).ok;
    },
  });
  return {
    url,
    stockPort,
    metricsAddress,
    isRunning: service.isRunning,
    output: service.output,
    stop: async () => {
      await service.stop();
      removeDirectory(directory);
    },
  };
}
