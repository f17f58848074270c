import {
  startPostgres,
  startPrometheus,
  type PostgresService,
  type PrometheusService,
} from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison, OperationReport } from "../../src/compare/types.ts";
import { promenade } from "../helpers.ts";
import { generateClient, shop, slowOrders, startShop, type RunningShop } from "./shop.ts";

/** Scrapes on each side; with one a second, twelve parts of four each. */
const scrapes = 50;

let postgres: PostgresService;
let prometheus: PrometheusService;
const running: RunningShop[] = [];

/** Runs a version until it was scraped often enough. */
async function serve(version: string): Promise<RunningShop> {
  const app = await startShop(version, postgres.url);
  running.push(app);
  prometheus.scrape({ address: app.address, job: "shop" });
  await prometheus.waitForScrapes([app.address], scrapes, 240_000);
  return app;
}

async function compare(...args: readonly string[]): Promise<Awaited<ReturnType<typeof promenade>>> {
  return await promenade(shop.directory, [
    "compare",
    `--config=${shop.config}`,
    `--prometheus=${prometheus.url}`,
    "--settle=2s",
    "--lookback=10m",
    // However long the tests before take: the same window.
    "--window=48s",
    // The machine may be busy in one window and idle in the other; that is no deploy's fault.
    "--minimum-change=100",
    "--minimum-time=150",
    ...args,
  ]);
}

beforeAll(async () => {
  await generateClient();
  postgres = await startPostgres({ schemaFile: shop.schema });
  prometheus = await startPrometheus({ version: "3", scrapeIntervalMilliseconds: 1000 });
  const before = await serve("1.0.0");
  await before.stop();
  await postgres.execute(slowOrders);
  await serve("1.1.0");
}, 600_000);

afterAll(async () => {
  await Promise.all(running.map((app) => app.stop().catch(() => undefined)));
  await prometheus?.stop();
  await postgres?.stop();
});

const isOfOrders = ({ labels }: OperationReport): boolean =>
  Object.values(labels).some((value) => value === "Order" || value === "/orders");

describe("a deploy that made one query slow", () => {
  it("names that query's operation first, and calls the others unchanged", async () => {
    const { stdout, stderr } = await compare("--json");
    expect(stderr).toBe("");
    const comparison = JSON.parse(stdout) as Comparison;
    expect(comparison.from).toMatchObject({ version: "1.0.0" });
    expect(comparison.to).toMatchObject({ version: "1.1.0", author: "Ada" });
    const [first] = comparison.operations;
    expect(first).toMatchObject({
      plugin: "prisma",
      verdict: "worse",
      labels: { model: "Order", operation: "findMany" },
    });
    const operations = comparison.operations.filter(
      ({ labels }) => "model" in labels || "route" in labels,
    );
    const others = operations.filter((operation) => !isOfOrders(operation));
    expect(others.length).toBeGreaterThanOrEqual(9);
    expect(comparison.operations).toContainEqual(
      expect.objectContaining({ plugin: "app", metric: "shop_mails_total", verdict: "unchanged" }),
    );
    expect(others.filter(({ verdict }) => verdict !== "unchanged")).toEqual([]);
    // One mail in twenty fails, in both versions.
    const mails = operations.find(({ labels }) => labels["route"] === "/mails");
    const errors = mails?.indicators.find(({ quantity }) => quantity === "errors");
    expect(errors?.before).toBeGreaterThan(0.005);
    expect(errors?.before).toBeLessThan(0.2);
  });

  it("is told to people, and in Markdown for a pull request", async () => {
    const { stdout } = await compare();
    expect(stdout).toMatch(/^shop: 1\.0\.0 → 1\.1\.0, deployed .* by Ada\n/);
    expect(stdout).toMatch(
      /\nWorse\n {2}.*Order findMany {2}\w+_duration_seconds\n {4}p50 .* → .* ×/,
    );
    const { stdout: markdown } = await compare("--markdown");
    expect(markdown).toMatch(/^### shop: 1\.0\.0 → 1\.1\.0/);
    expect(markdown).toMatch(/\| 🔴 worse \| .*Order findMany \| `\w+_duration_seconds` \| p50 \|/);
    expect(markdown).toContain("<details><summary>");
  });

  it("fails a pipeline only above its limit", async () => {
    expect((await compare("--fail-above=50")).code).toBe(1);
    expect((await compare("--fail-above=1000000")).code).toBe(0);
    expect((await compare()).code).toBe(0);
  });

  it("is not found where it is not", async () => {
    const soon = await compare("--lookback=10s");
    expect(soon).toMatchObject({ code: 2 });
    expect(soon.stderr).toMatch(/only 1\.1\.0 ran.*PROMENADE_COMPARE_NO_DEPLOY/);
    const other = await compare("--service=billing");
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toMatch(/no process of the service "billing".*PROMENADE_COMPARE_NO_DATA/);
    const short = await compare("--window=10s");
    expect(short).toMatchObject({ code: 2 });
    expect(short.stderr).toMatch(/\d+ s are needed.*PROMENADE_COMPARE_TOO_EARLY/);
  });
});
