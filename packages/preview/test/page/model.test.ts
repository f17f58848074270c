import { describe, expect, it } from "vitest";
import { interpolate, type Choice } from "../../src/page/model/interpolate.ts";
import { readDashboard } from "../../src/page/model/read-dashboard.ts";
import { durationText, parseInterval, parseTime, windowsOf } from "../../src/page/model/time.ts";
import { chooseOptions, readQuery, readVariable } from "../../src/page/model/variables.ts";

function choice(values: readonly string[], part: Partial<Choice> = {}): Choice {
  return { values, all: undefined, isMulti: true, ...part };
}

describe("a variable in a query", () => {
  const scope = {
    choices: new Map([
      ["job", choice(["shop"])],
      ["path", choice(["/a.b", 'x"\\y'])],
      ["one", choice(["a.b"], { isMulti: false })],
      ["all", choice(["a", "b"], { all: { allValue: ".+", values: ["a", "b"] } })],
      ["every", choice(["a", "b"], { all: { allValue: "", values: ["a", "b"] } })],
    ]),
    builtIns: { __rate_interval: "1m", "__value.raw": "v" },
  };

  it.each([
    ['a{job=~"$job"}', 'a{job=~"shop"}'],
    ['a{p=~"${path}"}', String.raw`a{p=~"(/a\\.b|x\"\\\\y)"}`],
    ['a{p="$one"}', 'a{p="a.b"}'],
    ['a{p=~"[[all]]"}', 'a{p=~".+"}'],
    ['a{p=~"$every"}', 'a{p=~"(a|b)"}'],
    ["rate(a[$__rate_interval])", "rate(a[1m])"],
    ["${path:pipe}", '/a.b|x"\\y'],
    ["${every:csv}", "a,b"],
    ["$unknown ${__value.raw}", "$unknown v"],
  ])("%s", (text, expected) => {
    expect(interpolate(text, scope, "promql")).toBe(expected);
  });

  it("in a title is what the reader chose", () => {
    expect(interpolate("$job of $all", scope)).toBe("shop of All");
  });
});

describe("a variable", () => {
  it.each([
    ["label_values(up, job)", { kind: "label_values", selector: "up", label: "job" }],
    [
      'label_values(up{a="x,y", b=~"z"}, job)',
      { kind: "label_values", selector: 'up{a="x,y", b=~"z"}', label: "job" },
    ],
    ["label_values(job)", { kind: "label_values", selector: "", label: "job" }],
    ["label_names()", { kind: "label_names" }],
    ["metrics(node_.*)", { kind: "metrics", pattern: "node_.*" }],
    ["query_result(sum(up))", { kind: "query_result", expr: "sum(up)" }],
    ['up{job="a"}', { kind: "series", selector: 'up{job="a"}' }],
  ])("asks %s", (query, expected) => {
    expect(readQuery(query)).toEqual(expected);
  });

  it("keeps what its regular expression captures, sorted", () => {
    const variable = readVariable({
      name: "x",
      type: "query",
      query: "q",
      regex: "/^node-(\\d+)$/",
      sort: 4,
    });
    const options = chooseOptions(["node-2", "node-10", "other", "node-2"], variable);
    expect(options.map(({ value }) => value)).toEqual(["10", "2"]);
  });
});

describe("a time", () => {
  const now = new Date(2030, 5, 12, 13, 14, 15).getTime();
  it.each([
    ["now", now],
    ["now-5m", now - 300_000],
    ["now-1h+30m", now - 1_800_000],
    ["now/d", new Date(2030, 5, 12).getTime()],
    ["1900000000000", 1_900_000_000_000],
    ["2030-01-01T00:00:00Z", Date.UTC(2030, 0, 1)],
    ["nonsense", undefined],
  ])("%s", (text, expected) => {
    expect(parseTime(text, now)).toBe(expected);
  });

  it("has steps and windows as Grafana chooses them", () => {
    expect(windowsOf({ from: 0, to: 3_600_000 }, 300, 15_000)).toEqual({
      step: 15_000,
      rateInterval: 60_000,
    });
    expect(windowsOf({ from: 0, to: 86_400_000 }, 720, 15_000)).toEqual({
      step: 120_000,
      rateInterval: 135_000,
    });
    expect(windowsOf({ from: 0, to: 300_000 }, 600, 1000)).toEqual({
      step: 1000,
      rateInterval: 15_000,
    });
    expect(parseInterval(">1m30s")).toBe(90_000);
    expect(durationText(90_000)).toBe("90s");
    expect(durationText(3_600_000)).toBe("1h");
    expect(durationText(1500)).toBe("1500ms");
  });
});

describe("a dashboard", () => {
  it("that is none says what is wrong", () => {
    expect(() => readDashboard({ elements: {} })).toThrow(/neither `panels` nor `rows`/);
    expect(() => readDashboard("text")).toThrow(/no classic Grafana dashboard/);
  });

  it("has its panels in rows, folded ones too", () => {
    const { rows } = readDashboard({
      panels: [
        { type: "stat", title: "Above", gridPos: { x: 0, y: 0, w: 4, h: 4 } },
        {
          type: "row",
          title: "Folded",
          collapsed: true,
          gridPos: { x: 0, y: 9, w: 24, h: 1 },
          panels: [{ type: "text", title: "In" }],
        },
        { type: "row", title: "Open", gridPos: { x: 0, y: 4, w: 24, h: 1 }, panels: [] },
        { type: "timeseries", title: "Below", gridPos: { x: 0, y: 5, w: 12, h: 4 } },
      ],
    });
    expect(
      rows.map(({ title, isCollapsed, panels }) => [
        title,
        isCollapsed,
        panels.map((panel) => panel.title),
      ]),
    ).toEqual([
      ["", false, ["Above"]],
      ["Open", false, ["Below"]],
      ["Folded", true, ["In"]],
    ]);
  });

  it("of before Grafana 5 becomes a new one", () => {
    const { rows } = readDashboard({
      rows: [
        {
          title: "Old",
          height: "190px",
          panels: [
            {
              type: "singlestat",
              title: "One",
              span: 4,
              format: "bytes",
              valueName: "current",
              thresholds: "10,20",
              colorValue: true,
              colors: ["green", "orange", "red"],
              targets: [{ expr: "a", refId: "A" }],
            },
            {
              type: "graph",
              title: "Lines",
              span: 8,
              stack: true,
              yaxes: [{ format: "s", min: 0 }],
              legend: { show: true, values: true, avg: true },
              targets: [{ expr: "b", refId: "A" }],
            },
            { type: "graph", title: "Next line", span: 12, targets: [] },
          ],
        },
      ],
    });
    const [one, lines, next] = rows[0]?.panels ?? [];
    expect(one).toMatchObject({
      type: "stat",
      grid: { x: 0, y: 0, w: 8, h: 5 },
      defaults: { unit: "bytes" },
      options: { colorMode: "value", reduceOptions: { calcs: ["lastNotNull"] } },
    });
    expect(one?.defaults["thresholds"]).toEqual({
      mode: "absolute",
      steps: [
        { color: "green", value: null },
        { color: "orange", value: 10 },
        { color: "red", value: 20 },
      ],
    });
    expect(lines).toMatchObject({
      type: "timeseries",
      grid: { x: 8, w: 16 },
      defaults: { unit: "s", min: 0, custom: { stacking: { mode: "normal" } } },
      options: { legend: { displayMode: "table", calcs: ["mean"] } },
    });
    expect(next?.grid).toMatchObject({ x: 0, y: 5 });
  });

  it("asks Prometheus only what is meant for it", () => {
    const { rows } = readDashboard({
      panels: [
        {
          type: "table",
          datasource: { type: "loki", uid: "l" },
          targets: [{ expr: '{app="shop"} |= "error"' }],
        },
        {
          type: "timeseries",
          datasource: { type: "datasource", uid: "-- Mixed --" },
          targets: [
            { expr: "up", datasource: { type: "prometheus", uid: "${ds}" } },
            { expr: "{}", datasource: { type: "tempo", uid: "t" } },
          ],
        },
        { type: "stat", datasource: "${DS_PROMETHEUS}", targets: [{ expr: "up" }] },
      ],
    });
    const panels = rows[0]?.panels ?? [];
    expect(
      panels.map(({ targets, foreignSource }) => ({
        asked: targets.map(({ expr }) => expr),
        foreignSource,
      })),
    ).toEqual([
      { asked: [], foreignSource: "loki" },
      { asked: ["up"], foreignSource: "tempo" },
      { asked: ["up"], foreignSource: undefined },
    ]);
  });
});
