import { readFileSync } from "node:fs";
import type { Plugin } from "@promenade/core";
import { emptyPanels } from "@promenade/testing";
import { type PrometheusService, promtool, startPrometheus } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, startBeside } from "./app.ts";
import { committed } from "./places.ts";
import { adviceOf, seriesIn, unrecordedIn } from "./recorded.ts";
import type { Launcher, RunningApp, SampleApp, World } from "./sample-app.ts";

const dependsOnMachine = {
  process_cpu_throttled_seconds_total: "only a container with a limit is throttled",
};

/** Of what a library uses: Node.js tells it to whoever runs the app. */
const deprecation = /^\(node:\d+\) \[DEP\d+\]|^\(Use `node --trace-/;

/** What every sample app shows, as tests. */
export function describeApp(sample: SampleApp, launcher: Launcher): void {
  describe(`test-apps/${sample.name}, ${launcher.title}`, () => {
    const cleanup: (() => Promise<unknown>)[] = [];
    let app: RunningApp;
    let prometheus: PrometheusService;

    beforeAll(async () => {
      const [commandFor, services] = await Promise.all([
        launcher.prepare(sample.name),
        sample.services().then((started) => {
          cleanup.push(started.stop);
          return started;
        }),
      ]);
      const { environment } = services;
      app = await startApp(commandFor, environment, sample.healthPath);
      cleanup.push(app.stop);
      if (sample.beside !== undefined)
        cleanup.push(await startBeside(commandFor, sample.beside, environment));
      prometheus = await startPrometheus({
        version: "3",
        // Also how long an answer may take, and what the app polls for it: a busy machine needs that.
        scrapeIntervalMilliseconds: 1000,
        targets: [{ address: app.metricsAddress, job: sample.name }],
        configuration: { rule_files: rulesOf(sample.plugins) },
      });
      cleanup.push(() => prometheus.stop());
    }, 600_000);

    afterAll(async () => {
      for (const stop of cleanup.toReversed()) await stop();
    }, 60_000);

    it("fills every panel of its dashboards, from metrics that are recorded", async () => {
      const dashboards = await dashboardsOf(sample.plugins);
      const world: World = {
        url: app.url,
        scraped: async () => await nextScrape(prometheus, app),
      };
      const look = async (): Promise<unknown> => {
        await sample.traffic(world);
        await world.scraped();
        const { empty } = await emptyPanels(prometheus, dashboards);
        const unrecorded = await unrecordedIn(prometheus, sample.name, sample.plugins);
        return {
          empty: empty.filter((panel) => !isListed(panel.split(": ")[0], sample.emptyPanels)),
          unrecorded: unrecorded.filter((name) => !isListed(name, sample.unrecorded)),
        };
      };
      await prometheus.waitForScrapes([app.metricsAddress], 1);
      await expect.poll(look, { timeout: 90_000 }).toEqual({ empty: [], unrecorded: [] });
    }, 120_000);

    it("lists only panels and metrics that exist", async () => {
      const { all } = await emptyPanels(prometheus, await dashboardsOf(sample.plugins));
      expect(all).toEqual(expect.arrayContaining(Object.keys(sample.emptyPanels ?? {})));
      const metrics = sample.plugins.flatMap((plugin) => Object.values(plugin.metrics));
      const names = metrics.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(Object.keys(sample.unrecorded)));
    });

    it("serves metrics that promtool has no advice for", async () => {
      const stdin = await app.exposition();
      for (const version of ["2", "3"] as const)
        expect(await adviceOf(promtool(["check", "metrics"], { version, stdin }))).toEqual([]);
    }, 60_000);

    it("counts no trouble of Promenade's own", async () => {
      const trouble =
        /^promenade_(?:listener_errors|collector_errors|bad_input|cardinality_overflows)_total/;
      const found = seriesIn(await app.exposition()).filter(
        ({ line, value }) => trouble.test(line) && value > 0,
      );
      expect(found.map(({ line }) => line)).toEqual([]);
    });

    it("has alerts that Prometheus evaluates without an error", async () => {
      const alerts = await prometheus.alerts();
      expect(alerts.length).toBeGreaterThan(10);
      expect(alerts.filter(({ lastError }) => lastError !== "")).toEqual([]);
    });

    it("ends cleanly at SIGTERM, and never complained", async () => {
      const { exitCode, errors } = await app.stop();
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
async function nextScrape(
  prometheus: PrometheusService,
  { metricsAddress }: RunningApp,
): Promise<void> {
  const expression = `sum_over_time(up{instance="${metricsAddress}"}[1h])`;
  const [before] = await prometheus.query(expression);
  await prometheus.waitForScrapes([metricsAddress], (before?.value ?? 0) + 2);
}

/** The committed dashboards of plugins. */
async function dashboardsOf(plugins: readonly Plugin[]): Promise<readonly unknown[]> {
  const boards = await Promise.all(plugins.map(async (plugin) => await plugin.boards?.()));
  return boards
    .flatMap((one) => one?.dashboards ?? [])
    .map(({ uid }) => committed(`${uid.replace(/^promenade-/, "")}.json`))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as unknown);
}

function rulesOf(plugins: readonly Plugin[]): readonly string[] {
  return plugins.map(({ name }) => committed(`${name}.rules.yaml`));
}
