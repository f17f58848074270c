import { hostile } from "./world.ts";

const datasource = { type: "prometheus", uid: "${datasource}" };

function panel(id: number, type: string, title: string, expr: string, more: object = {}): object {
  const isTable = type === "table";
  const isInstant = isTable || type === "bargauge";
  return {
    id,
    type,
    title,
    description: `What ${title} shows.`,
    gridPos: { x: (id % 2) * 12, y: Math.floor(id / 2) * 8, w: 12, h: 8 },
    datasource,
    targets: [
      {
        refId: "A",
        expr,
        legendFormat: "{{op}}",
        instant: isInstant,
        range: !isInstant,
        exemplar: true,
        format: isTable ? "table" : type === "heatmap" ? "heatmap" : "time_series",
      },
    ],
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
    ...more,
  };
}

const selector = '{job=~"$job", op=~"$op"}';

/** Every kind of panel, on data that the test's app makes. */
export const everything = {
  uid: "everything",
  title: "Everything",
  tags: ["test"],
  graphTooltip: 1,
  time: { from: "now-1h", to: "now" },
  templating: {
    list: [
      { name: "datasource", type: "datasource", query: "prometheus" },
      {
        name: "job",
        type: "query",
        query: "label_values(up, job)",
        multi: true,
        includeAll: true,
        allValue: ".+",
        current: { value: "$__all" },
      },
      {
        name: "op",
        label: "Operation",
        type: "query",
        query: "label_values(demo_duration_seconds_count, op)",
        multi: true,
        includeAll: true,
        allValue: ".*",
        current: { value: "$__all" },
      },
    ],
  },
  annotations: {
    list: [
      {
        name: "Deploys",
        enable: true,
        iconColor: "blue",
        expr: "promenade_start_time_seconds * 1000",
        useValueForTime: true,
        titleFormat: "{{service_name}} {{version}} deployed",
        textFormat: "by {{author}}",
      },
    ],
  },
  panels: [
    panel(0, "stat", "Version", 'promenade_start_time_seconds{job=~"$job"}', {
      fieldConfig: { defaults: { unit: "none", decimals: 0 }, overrides: [] },
    }),
    panel(
      1,
      "timeseries",
      "Rates",
      `sum by (op) (rate(demo_duration_seconds_count${selector}[$__rate_interval]))`,
      {
        options: {
          legend: { displayMode: "table", calcs: ["lastNotNull", "max"] },
          tooltip: { mode: "multi", sort: "desc" },
        },
      },
    ),
    panel(
      2,
      "timeseries",
      "Quantiles",
      `histogram_quantile(0.9, sum by (le) (rate(demo_duration_seconds_bucket${selector}[$__rate_interval])))`,
      {
        fieldConfig: {
          defaults: {
            unit: "s",
            thresholds: {
              steps: [
                { color: "green", value: null },
                { color: "red", value: 0.5 },
              ],
            },
            custom: { thresholdsStyle: { mode: "dashed" } },
          },
          overrides: [],
        },
      },
    ),
    panel(
      3,
      "heatmap",
      "Heat",
      `sum by (le) (rate(demo_duration_seconds_bucket${selector}[$__rate_interval]))`,
      {
        options: {
          calculate: false,
          yAxis: { unit: "s" },
          color: { mode: "scheme", scheme: "Oranges" },
        },
      },
    ),
    panel(
      4,
      "bargauge",
      "Bars",
      `sum by (op) (demo_duration_seconds_bucket{le="0.5", op=~"$op"} > bool 0)`,
    ),
    panel(5, "table", "Lines", `count by (op) (demo_duration_seconds_bucket${selector})`, {
      transformations: [
        {
          id: "organize",
          options: {
            excludeByName: { Time: true },
            renameByName: { Value: "Buckets", op: "Operation" },
          },
        },
      ],
    }),
    panel(6, "gauge", "Dial", "vector(42)"),
    panel(7, "text", "Words", "", {
      targets: [],
      options: {
        mode: "markdown",
        content: `# Hello\n\n**bold** ${hostile} [link](javascript:alert(1)) [fine](/alerts)`,
      },
    }),
    panel(8, "timeseries", "Unknown metric", "not_there_total"),
    panel(9, "timeseries", "Wrong filter", 'demo_duration_seconds_count{op="nobody"}'),
    panel(10, "timeseries", "Broken", "sum(up) + nope(up)"),
    panel(11, "nodeGraph", "Unknown kind", "up"),
    {
      id: 12,
      type: "row",
      title: "Folded",
      collapsed: true,
      gridPos: { x: 0, y: 60, w: 24, h: 1 },
      panels: [panel(13, "stat", "Inside", "vector(7)")],
    },
  ],
};

/** A thousand lines in one graph. */
export const thousand = {
  uid: "thousand",
  title: "Thousand",
  panels: [
    panel(0, "timeseries", "Many", "demo_many", {
      targets: [{ refId: "A", expr: "demo_many", legendFormat: "{{i}}" }],
      options: { tooltip: { mode: "multi", sort: "desc" } },
    }),
  ],
};
