import { emptyPanels } from "@promenade/testing";
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from "vitest";
import { dashboardsOf } from "./committed.ts";
import { adviceOf, seriesIn, unrecordedIn } from "./recorded.ts";
import type { Launcher, RunningSample, SampleApp, World } from "./sample-app.ts";

const dependsOnMachine = {
  process_cpu_throttled_seconds_total: "only a container with a limit is throttled",
};

/** Of what a library uses: Node.js tells it to whoever runs the app. */
const deprecation = /^\(node:\d+\) \[DEP\d+\]|^\(Use `node --trace-/;

/** What every sample app shows, as tests. */
export function describeApp<S extends SampleApp, R extends RunningSample>(
  sample: S,
  launcher: Launcher<S, R>,
): void {
  describe(`test-apps/${sample.name}, ${launcher.title}`, () => {
    const cleanup: (() => Promise<unknown>)[] = [];
    let running: R;

    beforeAll(async () => {
      running = await launcher.launch(sample, cleanup);
    }, 1_200_000);

    afterAll(async () => {
      for (const stop of cleanup.toReversed()) await stop();
    }, 120_000);

    it("fills every panel of its dashboards, from metrics that are recorded", async () => {
      const { app, prometheus, job } = running;
      onTestFailed(async () => {
        // oxlint-disable-next-line no-console -- what is not recorded has its reason in what the app went through
        console.error(`What ${sample.name} wrote last:\n${await app.output()}`);
      });
      const dashboards = await dashboardsOf(sample.plugins);
      const world: World = {
        url: app.url,
        stockPort: app.stockPort,
        scraped: async () => await nextScrape(running),
      };
      const look = async (): Promise<unknown> => {
        await sample.traffic(world);
        await world.scraped();
        const { empty } = await emptyPanels(prometheus, dashboards);
        const unrecorded = await unrecordedIn(prometheus, job, sample.plugins);
        return {
          empty: empty.filter((panel) => !isListed(panel.split(": ")[0], sample.emptyPanels)),
          unrecorded: unrecorded.filter((name) => !isListed(name, sample.unrecorded)),
        };
      };
      await prometheus.waitForScrapes([app.metricsAddress], 1);
      await expect.poll(look, { timeout: 90_000 }).toEqual({ empty: [], unrecorded: [] });
    }, 120_000);

    it("lists only panels and metrics that exist", async () => {
      const { all } = await emptyPanels(running.prometheus, await dashboardsOf(sample.plugins));
      expect(all).toEqual(expect.arrayContaining(Object.keys(sample.emptyPanels ?? {})));
      const metrics = sample.plugins.flatMap((plugin) => Object.values(plugin.metrics));
      const names = metrics.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(sample.unrecorded)));
    });

    it("serves metrics that promtool has no advice for", async () => {
      const checked = await running.checkMetrics(await running.app.exposition());
      expect(checked.length).toBeGreaterThan(0);
      for (const result of checked) expect(adviceOf(result)).toEqual([]);
    }, 60_000);

    it("counts no trouble of Promenade's own", async () => {
      const trouble =
        /^promenade_(?:listener_errors|collector_errors|bad_input|cardinality_overflows)_total/;
      const found = seriesIn(await running.app.exposition()).filter(
        ({ line, value }) => trouble.test(line) && value > 0,
      );
      expect(found.map(({ line }) => line)).toEqual([]);
    });

    it("has alerts that Prometheus evaluates without an error", async () => {
      const alerts = await running.prometheus.alerts();
      expect(alerts.length).toBeGreaterThan(10);
      expect(alerts.filter(({ lastError }) => lastError !== "")).toEqual([]);
    });

    launcher.tests?.(sample, () => running);

    it("ends cleanly at SIGTERM, and never complained", async () => {
      const { exitCode, errors } = await running.app.stop();
      const unexpected = errors
        .split("\n")
        .filter((line) => line !== "" && !deprecation.test(line))
        .filter((line) => sample.expectedErrors?.test(line) !== true);
      expect(unexpected).toEqual([]);
      expect(exitCode).toBe(0);
    }, 30_000);
  });
}

function isListed(name = "", listed: Readonly<Record<string, string>> = {}): boolean {
  return name in listed || name in dependsOnMachine;
}

/** The scrape that is under way may have begun before: two more are waited for. */
async function nextScrape({ prometheus, app: { metricsAddress } }: RunningSample): Promise<void> {
  const expression = `sum_over_time(up{instance="${metricsAddress}"}[1h])`;
  const [before] = await prometheus.query(expression);
  await prometheus.waitForScrapes([metricsAddress], (before?.value ?? 0) + 2);
}
