import { describe, expect, it } from "vitest";
import type { GrafanaDashboard } from "../../src/index.ts";
import { change, rulesAfter } from "./changed.ts";

describe("the rules of grafana/dashboard-linter", () => {
  const cases: readonly (readonly [
    string,
    (json: GrafanaDashboard & Record<string, unknown>) => void,
  ])[] = [
    ["uneditable-dashboard", (json) => (json.editable = true)],
    ["template-datasource-rule", (json) => json.templating.list.shift()],
    ["template-job-rule", (json) => json.templating.list.splice(1, 1)],
    [
      "template-instance-rule",
      (json) => Object.assign(json.templating.list[2] ?? {}, { multi: false }),
    ],
    [
      "template-on-time-change-reload-rule",
      (json) => Object.assign(json.templating.list[1] ?? {}, { refresh: 1 }),
    ],
    [
      "panel-datasource-rule",
      (json) =>
        Object.assign(json.panels[1] ?? {}, { datasource: { type: "prometheus", uid: "abc" } }),
    ],
    [
      "panel-title-description-rule",
      (json) => Object.assign(json.panels[1] ?? {}, { description: "" }),
    ],
    ["panel-no-targets-rule", (json) => Object.assign(json.panels[1] ?? {}, { targets: [] })],
    ["panel-units-rule", (json) => Object.assign(json.panels[1] ?? {}, { fieldConfig: {} })],
    [
      "panel-units-rule",
      (json) => Object.assign(json.panels[1] ?? {}, { fieldConfig: { defaults: { unit: "qps" } } }),
    ],
    ["dashboard-uid", (json) => (json.uid = "")],
    [
      "duplicate-panel-id",
      (json) => Object.assign(json.panels[1] ?? {}, { id: json.panels[2]?.id }),
    ],
    ["overlapping-panels", (json) => Object.assign(json.panels[2]?.gridPos ?? {}, { x: 4 })],
    ["panel-outside-grid", (json) => Object.assign(json.panels[5]?.gridPos ?? {}, { w: 9 })],
    ["import-inputs", (json) => (json["__inputs"] = [{ name: "DS" }])],
  ];

  it.each(cases)("%s", (rule, edit) => {
    expect(change(edit)).toContain(rule);
  });

  it("finds queries that share an id or have none", () => {
    expect(rulesAfter('"refId": "B"', '"refId": "A"')).toContain("duplicate-ref-id");
    expect(rulesAfter('"refId": "A"', '"refId": ""')).toContain("missing-ref-id");
  });

  it("knows other data sources by the variable that picks them", () => {
    const edit =
      (kind: string) =>
      (json: GrafanaDashboard): void => {
        json.templating.list.push({ name: "other", type: "datasource", query: kind });
        const target = { refId: "A", expr: '{app="x"} |= "error"' };
        Object.assign(json.panels[1] ?? {}, { datasource: "$other", targets: [target] });
      };
    expect(change(edit("loki"))).not.toContain("target-promql-rule");
    expect(change(edit("prometheus"))).toContain("target-promql-rule");
  });

  it("does not judge panels of other data sources", () => {
    const rules = change((json) =>
      Object.assign(json.panels[1] ?? {}, {
        type: "logs",
        datasource: { type: "loki", uid: "loki" },
        targets: [{ refId: "A", expr: '{app="x"} |= "error"' }],
      }),
    );
    expect(rules).toEqual([]);
  });
});
