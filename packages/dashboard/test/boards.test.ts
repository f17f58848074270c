import { counter, definePlugin, type MetricDefinition } from "@promenade/core";
import { expect, it } from "vitest";
import { renderBoards } from "../src/boards.ts";
import { alert, dashboard, query, rate, row, timeseries } from "../src/index.ts";

const named = (name: string) =>
  counter({ name: `${name}_total`, help: "Counted.", labels: ["part"] });
const metrics = { one: named("one"), two: named("two"), three: named("three") };

function boardOf(metric: (typeof metrics)[keyof typeof metrics]) {
  const queries = [query(rate(metric, { by: ["part"] }), "{{part}}")];
  const panel = timeseries({ title: "Rate", description: "Each second.", queries });
  const uid = metric.name.replace("_", "-");
  return dashboard({
    uid,
    title: uid,
    description: uid,
    anchor: metric,
    rows: [row("All", [panel])],
  });
}

const alerts = Object.values(metrics).map((metric) =>
  alert({
    name: `PromenadeMany${metric.name.charAt(1)}`,
    expression: rate(metric),
    above: 1,
    for: "5m",
    severity: "info",
    summary: "Many.",
    description: "Many of them.",
    runbook: { meaning: "Many.", impact: "None.", diagnosis: "Look.", mitigation: "Wait." },
  }),
);

const plugin = definePlugin({
  name: "numbers",
  metrics,
  setup: () => undefined,
  boards: () => Promise.resolve({ dashboards: Object.values(metrics).map(boardOf), alerts }),
})();

/** What `enabled` is asked, and in which turn of the event loop. */
async function turnsOf(isOn: (metric: MetricDefinition) => boolean): Promise<{
  readonly made: Awaited<ReturnType<typeof renderBoards>>;
  readonly asked: readonly { readonly turn: number; readonly name: string }[];
}> {
  const asked: { readonly turn: number; readonly name: string }[] = [];
  let turn = 0;
  let isWatching = true;
  const next = (): void => {
    turn += 1;
    if (isWatching) setImmediate(next);
  };
  setImmediate(next);
  const made = await renderBoards(plugin, {
    enabled: (metric) => {
      asked.push({ turn, name: metric.name });
      return isOn(metric);
    },
  });
  isWatching = false;
  return { made, asked };
}

it("lets the event loop turn between two dashboards, and before the alerts", async () => {
  const { made, asked } = await turnsOf(() => true);
  expect(made.dashboards.map(({ uid }) => uid)).toEqual(["one-total", "two-total", "three-total"]);
  const names = [...new Set(asked.map(({ turn }) => turn))].map((turn) => [
    ...new Set(asked.flatMap((one) => (one.turn === turn ? [one.name] : []))),
  ]);
  const all = Object.values(metrics).map(({ name }) => name);
  expect(names).toEqual([...all.map((name) => [name]), all]);
});

it("leaves out what needs a metric that is off", async () => {
  const { made } = await turnsOf(({ name }) => name !== "two_total");
  expect(made.rules.groups.map(({ name, rules }) => [name, rules.length])).toEqual([
    ["numbers", 2],
  ]);
  expect(made.alerts.map(({ name }) => name)).toEqual(["PromenadeManyn", "PromenadeManyh"]);
});
