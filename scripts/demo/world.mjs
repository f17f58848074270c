import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  freePort,
  PrometheusClient,
  promtool,
  startPostgres,
  startPrometheus,
} from "@promenade/testing/services";
import { beginKafka } from "./kafka.mjs";
import { dashboardsDirectory } from "./places.mjs";
import { previewOf } from "./preview.mjs";
import { shopDatabase, startDeployableShop } from "./shop.mjs";
import { step } from "./steps.mjs";
import { startTraffic } from "./traffic.mjs";

export const job = "shop";
export const scrapeSeconds = 1;
/** Rates over four scrapes of a second each would jump too much to be read. */
export const previewSeconds = 2;

/**
 * Starts PostgreSQL, Kafka, the shop, its customers, the preview, and Prometheus where a check needs it. How to stop each goes to `cleanup` as soon as it runs,
 * so that a failure half-way leaves nothing behind. Kafka is waited for when somebody reads the result, not when somebody
 * watches.
 */
export async function startWorld({ isCheck, isWatched, cleanup }) {
  const keep = (service) => {
    cleanup.push(() => service.stop());
    return service;
  };
  const kafka = beginKafka(cleanup);
  const own = process.env.DATABASE_URL === undefined;
  const server = await step(
    own ? "Start PostgreSQL" : "Reach the PostgreSQL of DATABASE_URL",
    async () => keep(await startPostgres()),
  );
  // From here on every database is made on that server.
  if (own) process.env.DATABASE_URL = server.url;

  if (!isWatched) await kafka.settled();

  // A check may run beside another one; a person, or a Prometheus of one's own, finds the shop where its README says.
  const isAnywhere = isCheck && process.env.PROMETHEUS_URL === undefined;
  const shop = await step("Start the shop", async () => {
    const database = keep(await shopDatabase());
    const [port, metricsPort] = isAnywhere
      ? [await freePort(), await freePort()]
      : [await portOr(3000), await portOr(9464)];
    const stockPort = await freePort();
    return keep(
      await startDeployableShop({
        databaseUrl: database.url,
        port,
        metricsPort,
        stockPort,
        environment: kafka.environment,
      }),
    );
  });
  keep(startTraffic(shop));
  const preview = await step("Start the preview", async () =>
    keep(await previewOf(shop, { job, previewSeconds, isAnywhere })),
  );
  // Who watches needs no Prometheus: the preview answers like one.
  const prometheus = isCheck
    ? await step("Start Prometheus", async () => await reachPrometheus(shop, keep))
    : new PrometheusClient(process.env.PROMETHEUS_URL ?? preview.url);
  return { shop, prometheus, preview, kafka };
}

/** Files with the alerts of the first-party dashboards. */
function ruleFiles() {
  return readdirSync(dashboardsDirectory)
    .filter((name) => name.endsWith(".rules.yaml"))
    .map((name) => join(dashboardsDirectory, name));
}

/** The wanted port, or another one when it is taken. */
async function portOr(wanted) {
  const server = createServer();
  try {
    server.listen(wanted, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return wanted;
  } catch {
    return await freePort();
  }
}

async function reachPrometheus(shop, keep) {
  const url = process.env.PROMETHEUS_URL;
  if (url !== undefined) return new PrometheusClient(url);
  // Prometheus itself would not start with a broken rule, and hardly says why.
  const { code, stdout, stderr } = await promtool(["check", "rules", ...ruleFiles()]);
  if (code !== 0) throw new Error(`The alert rules do not load.\n${stdout}${stderr}`);
  return keep(
    await startPrometheus({
      targets: [{ address: shop.metricsAddress, job }],
      scrapeIntervalMilliseconds: scrapeSeconds * 1000,
      configuration: { rule_files: ruleFiles() },
    }),
  );
}
