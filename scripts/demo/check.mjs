import { setTimeout as sleep } from "node:timers/promises";
import { selfMetrics } from "@promenade/core";
import { PrometheusClient } from "@promenade/testing/services";
import { compareShops } from "./equality.mjs";
import { hasData, leftOut, readDashboards, refresh } from "./panels.mjs";
import { troubles, unrecordedMetrics } from "./recorded.mjs";
import { step } from "./steps.mjs";
import { printTable } from "./table.mjs";
import { job } from "./world.mjs";

const deadlineMilliseconds = 240_000;
const pauseMilliseconds = 3000;
/** How long the first version runs: enough for rates of its own, to be compared with the next version's. */
const versionMilliseconds = 10_000;
/** The dashboards of the shop's plugins; fewer files mean that one was not written. */
const dashboardCount = 7;

/** Waits until every panel returned data, or time is up. Returns the exit code. */
export async function check(world, interrupted) {
  const { shop, prometheus, preview, kafka } = world;
  const dashboards = readDashboards(world);
  // The same questions to the preview, which must not know less.
  const previewed = readDashboards(world);
  const previewClient = new PrometheusClient(preview.url);
  const equality = compareShops(kafka).catch(({ stack }) => ({
    answers: { count: 0, problems: [stack] },
  }));
  const begin = performance.now();
  const pause = (milliseconds) =>
    sleep(milliseconds, undefined, { signal: interrupted.signal }).catch(() => {});
  const seconds = () => Math.round((performance.now() - begin) / 1000);
  const panels = dashboards.flatMap((dashboard) => dashboard.panels);
  const previewPanels = previewed.flatMap((dashboard) => dashboard.panels);
  await pause(versionMilliseconds);
  await step("Deploy another version of it", () => shop.deploy("1.1.0"));
  // From here on: what only the first version had counts for nothing.
  for (const target of [...panels, ...previewPanels].flatMap((panel) => panel.targets))
    target.samples = [];
  for (;;) {
    if (interrupted.signal.aborted) throw new Error("interrupted");
    await refresh(dashboards, prometheus);
    await refresh(previewed, previewClient);
    const ready = panels.filter(hasData).length;
    const { missing } = await unrecordedMetrics(dashboards, world);
    const isComplete =
      ready === panels.length && missing.length === 0 && previewPanels.every(hasData);
    if (isComplete || performance.now() - begin > deadlineMilliseconds) break;
    console.log(
      `… ${String(ready).padStart(4)} of ${panels.length} panels have data, ${missing.length} metrics have none, after ${seconds()} s`,
    );
    await pause(pauseMilliseconds);
  }
  const { answers, effects } = await equality;
  await refresh(dashboards, prometheus);
  printTable(dashboards);
  const missingPlugins = leftOut(world);
  for (const { name, why } of missingPlugins) console.log(`${name}: ${why}`);
  const expected = dashboardCount - missingPlugins.length;
  const { count: metrics, missing } = await unrecordedMetrics(dashboards, world);
  console.log(`Waited ${seconds()} s for data.\n`);
  return report([
    [
      "every panel returns data",
      panels.filter((panel) => !hasData(panel)).map(({ title }) => title),
    ],
    [
      "every panel returns data in the preview too",
      previewPanels.filter((panel) => !hasData(panel)).map(({ title }) => title),
    ],
    [`each of the ${metrics} metrics behind them was recorded`, missing],
    [
      `there are ${expected} dashboards`,
      dashboards.length === expected ? [] : dashboards.map(({ uid }) => uid),
    ],
    ["Prometheus scrapes the shop", await targetProblems(shop, prometheus)],
    ["the alert rules load", await ruleProblems(prometheus)],
    ["Promenade counted no error of its own", await ownErrors(prometheus)],
    [`the shop answers ${answers.count} requests as it does without Promenade`, answers.problems],
    ...(effects === undefined
      ? []
      : [[`its handlers of events write the same ${effects.count} rows`, effects.problems]]),
  ]);
}

function report(verdicts) {
  for (const [claim, problems] of verdicts)
    console.log([`${problems.length === 0 ? "✓" : "✗"} ${claim}`, ...problems].join("\n    "));
  return verdicts.every(([, problems]) => problems.length === 0) ? 0 : 1;
}

async function targetProblems(shop, prometheus) {
  const targets = (await prometheus.targets()).filter((target) => target.job === job);
  if (targets.length === 0) return [`it knows no target of job "${job}"`];
  return targets
    .filter(({ health }) => health !== "up")
    .map(({ instance, health, lastError }) => `${instance} is ${health}: ${lastError}`);
}

/** That the files are valid was checked before Prometheus started. */
async function ruleProblems(prometheus) {
  if (process.env.PROMETHEUS_URL !== undefined) return [];
  const alerts = await prometheus.alerts();
  if (alerts.length === 0) return ["no rule was loaded"];
  return alerts
    .filter(({ lastError }) => lastError)
    .map(({ name, lastError }) => `${name}: ${lastError}`);
}

/** A poll that a starved machine did not finish in time is none, as long as the collector works again. */
async function ownErrors(prometheus) {
  const counted = await prometheus.query(
    `max_over_time({__name__=~"${troubles.join("|")}", reason!="timeout", job="${job}"}[1h]) > 0`,
  );
  const broken = await prometheus.query(`${selfMetrics.collectorSuccess.name}{job="${job}"} == 0`);
  return [...counted, ...broken].map(({ labels, value }) => `${JSON.stringify(labels)} ${value}`);
}
