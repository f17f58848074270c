import { join } from "node:path";
import { run, startPostgres, startPrometheus } from "@promenade/testing/services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nest11Fastify } from "../samples/nest11-fastify.ts";
import { worker } from "../samples/worker.ts";
import { yoga } from "../samples/yoga.ts";
import { startApp } from "../support/app.ts";
import { describeApp } from "../support/describe-app.ts";
import { sourceOf } from "../support/places.ts";
import { asContainer, buildImage, inContainer } from "./containers.ts";
import { type Engine, startEngine } from "./engine.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
}, 600_000);

afterAll(async () => {
  await engine?.stop();
}, 60_000);

for (const sample of [yoga, nest11Fastify, worker]) {
  describeApp(
    sample,
    asContainer(() => engine),
  );

  it(`test-apps/${sample.name} is not root in its container, and can write nothing`, async () => {
    const script = `try { require("node:fs").writeFileSync("/app/file", ""); } catch (error) { console.log(error.code, process.getuid()); }`;
    const image = `promenade/${sample.name}`;
    const { command, args, environment } = inContainer(engine, image, ["node", "-e", script]);
    const { stdout } = await run(command, args, { environment });
    expect(stdout).toBe("EROFS 1000\n");
  }, 60_000);
}

it("test-apps/shop is built, starts, is scraped and ends in a container", async () => {
  const image = await buildImage(engine, "shop");
  const database = await startPostgres({
    schemaFile: join(sourceOf("shop"), "database", "schema.sql"),
  });
  const app = await startApp(
    (program, environment) => inContainer(engine, image, ["node", program], environment),
    { DATABASE_URL: database.url, STOCK_PORT: "0" },
    "/health",
  );
  const prometheus = await startPrometheus({
    version: "3",
    scrapeIntervalMilliseconds: 1000,
    targets: [{ address: app.metricsAddress, job: "shop" }],
  });
  try {
    const [info] = await prometheus.waitFor('app_build_info{job="shop"}');
    expect(info?.labels).toMatchObject({ service_name: "shop", environment: "production" });
    const { exitCode, errors } = await app.stop();
    // BullMQ makes its tables while the shop starts: the first scrape may come before they are there.
    expect(errors).toMatch(/^(?:\[promenade\] Collector "queues" .*\n)?$/);
    expect(exitCode).toBe(0);
  } finally {
    await prometheus.stop();
    await app.stop();
    await database.stop();
  }
}, 600_000);
