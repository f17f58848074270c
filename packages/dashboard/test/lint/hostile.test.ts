import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expressionsOf, render, stringify, substituteVariables } from "../../src/index.ts";
import {
  catalogueFromExposition,
  lintDashboard,
  lintQuery,
  lintRules,
} from "../../src/lint/index.ts";
import { metrics, shop } from "../shop.ts";

const options = { metrics: Object.values(metrics) };
const clean = stringify(render(shop));

function rulesIn(value: unknown): readonly string[] {
  return lintDashboard(value).map(({ rule }) => rule);
}

describe("hostile input", () => {
  it.each([
    ["no JSON", "{"],
    ["empty text", ""],
    ["null", null],
    ["undefined", undefined],
    ["a number", 7],
    ["a list", []],
    ["no panels", {}],
    ["panels of the wrong shape", { panels: { 0: {} } }],
    ["a panel that is none", { panels: [null, 3, "x", []] }],
    ["targets of the wrong shape", { panels: [{ type: "stat", targets: { expr: "x" } }] }],
    ["targets that are none", { panels: [{ type: "stat", targets: [null, "x"] }] }],
    [
      "a v2 dashboard",
      { apiVersion: "dashboard.grafana.app/v2", spec: { elements: {}, layout: {} } },
    ],
    ["variables of the wrong shape", { panels: [], templating: [] }],
    ["annotations of the wrong shape", { panels: [], annotations: { list: {} } }],
    ["a grid position without numbers", { panels: [{ type: "stat", gridPos: { x: "0" } }] }],
  ])("is a finding: %s", (_, value) => {
    expect(rulesIn(value)).toContain("invalid-shape");
  });

  it("reads nested rows, rows of old schemas, and the wrappers of Grafana's APIs", () => {
    const panel = { type: "graph", title: "G", targets: [{ expr: "sum(", refId: "A" }] };
    for (const value of [
      { panels: [{ type: "row", collapsed: true, panels: [panel] }] },
      { rows: [{ title: "Old", panels: [panel] }] },
      { dashboard: { panels: [panel] }, meta: {} },
      { apiVersion: "dashboard.grafana.app/v1", spec: { panels: [panel] } },
    ]) {
      expect(rulesIn(value)).toContain("target-promql-rule");
      expect(expressionsOf(value)).toHaveLength(1);
    }
  });

  it("never throws, whatever the JSON is", () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const keys = fc.constantFrom(
      "panels",
      "targets",
      "type",
      "expr",
      "templating",
      "list",
      "fieldConfig",
      "defaults",
      "thresholds",
      "steps",
      "gridPos",
      "datasource",
      "transformations",
      "options",
      "groups",
      "rules",
      "alert",
      "annotations",
      "legendFormat",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 7 },
        value,
        fc.dictionary(keys, tie("tree"), { maxKeys: 6 }),
        fc.array(tie("tree"), { maxLength: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (json) => {
        expect(Array.isArray(lintDashboard(json, options))).toBe(true);
        expect(Array.isArray(lintRules(json, options))).toBe(true);
        expect(Array.isArray(expressionsOf(json))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("never throws, wherever a good dashboard is broken", () => {
    const paths: (readonly (string | number)[])[] = [];
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      paths.push(path);
      if (typeof value !== "object" || value === null) return;
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(JSON.parse(clean), []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 1 }), (path, broken) => {
        const json = JSON.parse(clean) as Record<string | number, unknown>;
        let place = json;
        for (const key of path.slice(0, -1)) place = place[key] as typeof json;
        const last = path.at(-1);
        if (last !== undefined) place[last] = broken;
        expect(Array.isArray(lintDashboard(last === undefined ? broken : json, options))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("never throws on any query, and points into it", () => {
    const token = fc.constantFrom(
      ..."sum rate by without ( ) { } [ ] , = =~ \" ' ` $job ${ } [[x]] 5m 1 x_total le on group_left or + - / # \\ \n {{x}} 😀 @ offset : histogram_quantile".split(
        " ",
      ),
    );
    const query = fc.oneof(
      fc.string(),
      fc.array(token, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(query, query, (expr, legend) => {
        for (const { position = 0 } of lintQuery(expr, { ...options, legend, isPanel: true })) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(expr.length);
        }
        expect(typeof substituteVariables(expr)).toBe("string");
      }),
      { numRuns: 1000 },
    );
  });

  it("never throws on any exposition", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "# TYPE a counter",
        "# TYPE b histogram",
        'b_bucket{le="1"} 2',
        'a_total{x="\\"} 1',
        "a{",
        "# TYPE",
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        expect(catalogueFromExposition(lines.join("\n")).has("up")).toBe(true);
      }),
    );
  });

  it("answers soon, however deep the query", () => {
    const nested = (depth: number): readonly string[] =>
      lintQuery(`${"(".repeat(depth)}up${")".repeat(depth)}`, options).map(({ rule }) => rule);
    expect(nested(300)).toEqual([]);
    expect(nested(2000)).toEqual(["query-too-deep"]);
    expect(nested(50_000)).toEqual(["target-promql-rule"]);
    const sum = Array.from({ length: 50_000 }, () => "up").join(" + ");
    expect(lintQuery(sum, options)).toHaveLength(1);
  });
});
