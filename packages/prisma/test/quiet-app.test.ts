import { promenade, Registry } from "@promenade/core";
import { expressionsOf, render, substituteVariables } from "@promenade/dashboard";
import { startPrometheus, type PrometheusService } from "@promenade/testing/services";
import { expect, test } from "vitest";
import { dashboards } from "../src/dashboard.ts";
import { prisma } from "../src/index.ts";
import { clientOf } from "./support/clients.ts";
import { nullAdapter } from "./support/null-adapter.ts";

/** Titles of panels for which no query returns a finite number. */
async function emptyPanels(prometheus: PrometheusService): Promise<readonly string[]> {
  const filled = new Map<string, boolean>();
  for (const dashboard of dashboards) {
    for (const { panel, row, expr } of expressionsOf(render(dashboard))) {
      const name = `${row ?? ""} / ${panel}`;
      const query = substituteVariables(expr, { __rate_interval: "1m", __range: "5m" });
      const found = await prometheus.query(query);
      const isFilled = found.some(({ value }) => Number.isFinite(value));
      filled.set(name, isFilled || filled.get(name) === true);
    }
  }
  return [...filled].filter(([, isFilled]) => !isFilled).map(([name]) => name);
}

test(
  "an app that only reads, without pools, errors, transactions or units of work, has no empty panel",
  { timeout: 120_000 },
  async () => {
    const PrismaClient = await clientOf(7);
    const client = new PrismaClient({ adapter: nullAdapter().factory });
    const app = promenade({
      plugins: [prisma()],
      registry: new Registry(),
      server: { port: 0, host: "127.0.0.1" },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await app.start();
    const address = new URL(app.url ?? "").host;
    const prometheus = await startPrometheus({ targets: [{ address, job: "quiet" }] });
    try {
      for (let round = 0; round < 4; round += 1) {
        await client.user.findMany({ take: round + 1 });
        await prometheus.waitForScrapes([address], 1);
      }
      const panels = dashboards.flatMap((dashboard) => dashboard.rows.flatMap((row) => row.panels));
      expect(panels.length).toBeGreaterThan(30);
      // A heatmap has no zero to show.
      await expect
        .poll(async () => await emptyPanels(prometheus), { timeout: 30_000, interval: 1000 })
        .toEqual(["N+1 / Queries per unit"]);
    } finally {
      await prometheus.stop();
      await app.stop();
    }
  },
);
