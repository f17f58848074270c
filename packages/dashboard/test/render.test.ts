import { gauge, type MetricDefinition } from "@promenade/core";
import { expect, it } from "vitest";
import {
  barGauge,
  dashboard,
  expressionsOf,
  query,
  rate,
  render,
  row,
  stat,
  stringify,
  substituteVariables,
  table,
  text,
  timeseries,
  total,
  value,
  variable,
  type Panel,
  type GrafanaDashboard,
  type GrafanaPanel,
} from "../src/index.ts";
import { metrics, shop } from "./shop.ts";

function panelsOf(json: GrafanaDashboard): readonly GrafanaPanel[] {
  return json.panels.flatMap((panel) => (panel.type === "row" ? panel.panels : [panel]));
}

it("makes the same Grafana JSON every time", async () => {
  const json = stringify(render(shop, { version: "1.2.3" }));
  expect(stringify(render(shop, { version: "1.2.3" }))).toBe(json);
  await expect(json).toMatchFileSnapshot("golden/shop.json");
});

it("names the content in the description, and keeps that name when only the package version changes", () => {
  const hash = (json: GrafanaDashboard): string | undefined =>
    /sha256:[0-9a-f]{12}/.exec(json.description)?.[0];
  expect(hash(render(shop, { version: "1.0.0" }))).toBe(hash(render(shop, { version: "2.0.0" })));
  const changed = { ...shop, title: "Other" };
  expect(hash(render(changed))).not.toBe(hash(render(shop)));
  const constant = render(shop, { version: "1.0.0" }).templating.list.at(-1);
  expect(constant).toMatchObject({ name: "promenade_version", hide: 2 });
  expect(constant?.query).toMatch(/^1\.0\.0 sha256:/);
});

it("keeps a panel's id when others come and go", () => {
  const idsOf = (json: GrafanaDashboard): ReadonlyMap<string, number> =>
    new Map(panelsOf(json).map((panel) => [panel.title, panel.id]));
  const all = idsOf(render(shop));
  const fewer = idsOf(render(shop, { enabled: (metric) => metric !== metrics.failures }));
  expect(fewer.size).toBe(all.size - 1);
  for (const [title, id] of fewer) expect(all.get(title)).toBe(id);
  expect(new Set(all.values()).size).toBe(all.size);
});

it("leaves out what needs a metric that is off, and closes the gaps", () => {
  const without = (...off: MetricDefinition[]): GrafanaDashboard =>
    render(shop, { enabled: (metric) => !off.includes(metric) });
  const noDuration = without(metrics.duration);
  const titles = panelsOf(noDuration).map(({ title }) => title);
  expect(titles).toEqual([
    "Version",
    "Restarts",
    "Up since",
    "Payments failed",
    "About",
    "Connections",
    "Jobs waiting",
    "Sent",
  ]);
  expect(noDuration.templating.list[1]?.query).toBe(
    "label_values(promenade_start_time_seconds, job)",
  );
  for (const panel of noDuration.panels) expect(panel.gridPos.x + panel.gridPos.w).toBeLessThan(25);
  expect(JSON.stringify(noDuration)).not.toContain(metrics.duration.name);

  const noPool = without(metrics.pool, metrics.waiting);
  expect(noPool.panels.map(({ title }) => title)).not.toContain("Database");
  expect(noPool.templating.list.map(({ name }) => name)).not.toContain("pool");
});

it("moves a variable to another metric that has the label, or leaves its conditions out", () => {
  const pool = variable({
    name: "pool",
    label: "Pool",
    metric: metrics.pool,
    of: "db_client_connection_pool_name",
  });
  const other = gauge({ name: "other", help: "x", labels: ["db_client_connection_pool_name"] });
  const third = gauge({ name: "third", help: "x", labels: ["pool"] });
  const where = { db_client_connection_pool_name: pool };
  const base = { title: "T", description: "D" };
  const without = (panel: Panel): string => {
    const board = dashboard({ ...shop, uid: "x", variables: [pool], rows: [row("R", [panel])] });
    return stringify(render(board, { enabled: (metric) => metric !== metrics.pool }));
  };
  const moved = without(stat({ ...base, queries: [query(value(other, { where }), "x")] }));
  expect(moved).toContain("label_values(other{");
  expect(moved).toContain(String.raw`db_client_connection_pool_name=~\"$pool\"`);
  const gone = without(stat({ ...base, queries: [query(value(third, { where: { pool } }), "x")] }));
  expect(gone).not.toContain("$pool");
  expect(gone).toContain(String.raw`sum(third{job=~\"$job\", instance=~\"$instance\"})`);
});

it("asks once for totals and tables, and for exemplars once a panel", () => {
  const targets = new Map(panelsOf(render(shop)).map((panel) => [panel.title, panel.targets]));
  expect(
    targets.get("Routes")?.map(({ refId, instant, format }) => [refId, instant, format]),
  ).toEqual([
    ["A", true, "table"],
    ["B", true, "table"],
  ]);
  expect(targets.get("Duration by route")?.map(({ exemplar, range }) => [exemplar, range])).toEqual(
    [
      [true, true],
      [false, true],
    ],
  );
  expect(targets.get("Restarts")?.map(({ instant }) => instant)).toEqual([true]);
  expect(targets.get("Durations")?.map(({ format }) => format)).toEqual(["heatmap"]);
});

it("sorts bars, and says of an empty table what it says in no cell", () => {
  const base = { description: "D" };
  const board = dashboard({
    uid: "u",
    anchor: metrics.sent,
    title: "U",
    description: "D",
    tags: [],
    rows: [
      row("R", [
        barGauge({ ...base, title: "Bars", queries: [query(total(metrics.sent), "sent")] }),
        table({
          ...base,
          title: "Table",
          noValue: "Nothing was sent.",
          columns: [{ title: "Sent", expression: total(metrics.sent) }],
        }),
      ]),
    ],
  });
  const [bars, lines] = panelsOf(render(board));
  expect(bars?.targets[0]?.expr).toMatch(/^sort_desc\(sum\(increase\(/);
  expect(lines?.fieldConfig.defaults.noValue).toBe("Nothing was sent.");
  expect(lines?.fieldConfig.overrides[0]).toMatchObject({
    matcher: { options: "Sent" },
    properties: expect.arrayContaining([{ id: "noValue", value: "–" }]),
  });
});

it("lists every query, folded rows too, and makes it ready for Prometheus", () => {
  const list = expressionsOf(JSON.parse(stringify(render(shop))));
  expect(list).toHaveLength(panelsOf(render(shop)).flatMap(({ targets }) => targets).length);
  const connections = list.find(({ panel }) => panel === "Connections");
  expect(connections).toMatchObject({
    row: "Database",
    refId: "A",
    mode: "range",
    legend: "{{db_client_connection_state}}",
  });
  expect(substituteVariables(connections?.expr ?? "", { job: "shop", __rate_interval: "1m" })).toBe(
    'sum by (db_client_connection_state) (max_over_time(db_client_connection_count{job=~"shop", instance=~".+", db_client_connection_pool_name=~".*"}[1m]))',
  );
  for (const { expr } of list) expect(substituteVariables(expr)).not.toContain("$");
});

it("refuses what could not work, and says what to write", () => {
  const base = { title: "T", description: "D" };
  const queries = [query(rate(metrics.sent), "sent")];
  const options = { uid: "x", title: "X", description: "X", anchor: metrics.sent, rows: [] };
  const wrong: readonly (readonly [RegExp, () => unknown])[] = [
    [/needs a description/, () => stat({ ...base, description: " ", queries })],
    [/needs a title/, () => stat({ ...base, title: "", queries })],
    [/at least one query/, () => stat({ ...base, queries: [] })],
    [
      /needs a `unit`/,
      () => stat({ ...base, queries: [...queries, query(rate(metrics.failures), "x")] }),
    ],
    [/has the unit "qps"/, () => stat({ ...base, queries, unit: "qps" as "ops" })],
    [
      /rising order/,
      () =>
        stat({
          ...base,
          queries,
          thresholds: [
            { from: 2, color: "red" },
            { from: 1, color: "red" },
          ],
        }),
    ],
    [/1 to 24 columns/, () => stat({ ...base, queries, width: 25 })],
    [/use increase\(\)/, () => timeseries({ ...base, queries: [query(total(metrics.sent), "x")] })],
    [/no histogram/, () => timeseries({ ...base, queries, exemplars: true })],
    [/two panels "T"/, () => row("R", [stat({ ...base, queries }), stat({ ...base, queries })])],
    [/two rows "R"/, () => dashboard({ ...options, rows: [row("R", []), row("R", [])] })],
    [/needs a uid/, () => dashboard({ ...options, uid: "a b" })],
    [/needs a description/, () => dashboard({ ...options, description: "" })],
    [/name it in `variables`/, () => dashboard({ ...shop, uid: "x", variables: [] })],
  ];
  for (const [message, build] of wrong) expect(build).toThrow(message);
});

it("keeps a row of texts only where it was meant to be one", () => {
  const about = text({ title: "About", markdown: "x" });
  const sent = stat({ title: "Sent", description: "D", queries: [query(rate(metrics.sent), "x")] });
  const board = dashboard({
    uid: "x",
    title: "X",
    description: "X",
    anchor: metrics.sent,
    rows: [row("Notes", [about]), row("Data", [about, sent])],
  });
  const titles = (on: boolean): readonly string[] =>
    render(board, { enabled: () => on }).panels.map(({ title }) => title);
  expect(titles(true)).toEqual(["Notes", "About", "Data", "About", "Sent"]);
  expect(titles(false)).toEqual(["Notes", "About"]);
});
