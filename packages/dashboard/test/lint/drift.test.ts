import { counter, histogram } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { renderRules } from "../../src/alerts/yaml.ts";
import { render } from "../../src/index.ts";
import {
  catalogueFromExposition,
  formatFindings,
  lintDashboard,
  lintDashboards,
  lintRules,
} from "../../src/lint/index.ts";
import { alerts } from "../shop-alerts.ts";
import { metrics, shop } from "../shop.ts";
import { all, change, clean, rulesAfter } from "./changed.ts";

it("finds nothing in what we make", () => {
  expect(formatFindings(lintDashboard(clean, { metrics: all }))).toBe("");
  const yaml = renderRules(alerts, { group: "shop", runbookUrl: "https://example.com" });
  expect(formatFindings(lintRules(yaml, { metrics: all }))).toBe("");
});

describe("drift", () => {
  it("a metric that is not defined", () => {
    expect(rulesAfter("shop_queue_jobs", "shop_queue_tasks")).toContain("unknown-metric");
  });

  it("a label that the metric does not have, in a condition or a grouping", () => {
    expect(rulesAfter("http_response_status_code=~", "status=~")).toContain("unknown-label");
    expect(rulesAfter("by (http_route)", "by (route)")).toContain("unknown-label");
  });

  it("a bucket that does not exist, or that Prometheus 3 writes differently", () => {
    const le = (value: string): readonly string[] =>
      rulesAfter(
        /(duration_seconds_count\{)/,
        String.raw`duration_seconds_bucket{le=\"${value}\", `,
      );
    expect(le("0.3")).toContain("le-not-in-buckets");
    expect(le("1")).toContain("integer-le");
    expect(le("0.5").filter((rule) => rule.includes("le-") || rule.endsWith("-le"))).toEqual([]);
  });

  it("a legend whose label the query drops", () => {
    expect(rulesAfter("{{queue}}", "{{state}}")).toEqual(["unknown-legend-label"]);
  });

  it("a metric that got another name or unit", () => {
    const renamed = [
      ...all.filter((metric) => metric !== metrics.duration),
      histogram({
        name: "http_server_request_duration_seconds".replace("duration", "latency"),
        help: "x",
        unit: "seconds",
        labels: metrics.duration.labels,
      }),
    ];
    const findings = lintDashboard(clean, { metrics: renamed });
    const panels = new Set(
      findings.filter(({ rule }) => rule === "unknown-metric").map(({ panel }) => panel),
    );
    expect([...panels]).toEqual([
      'variable "job"',
      'variable "instance"',
      "Requests",
      "Failed",
      "Duration by route",
      "Durations",
      "Busiest routes",
      "Routes",
      "Requests by version",
    ]);
  });

  it("metrics that are off but still have panels", () => {
    const kept = all.filter((metric) => metric !== metrics.pool);
    expect(lintDashboard(clean, { metrics: kept }).map(({ rule }) => rule)).toContain(
      "unknown-metric",
    );
    const followed = render(shop, { enabled: (metric) => metric !== metrics.pool });
    expect(lintDashboard(followed, { metrics: kept })).toEqual([]);
  });

  it("a metric that no panel shows", () => {
    const lonely = counter({ name: "lonely_total", help: "Nobody looks." });
    expect(lintDashboard(clean, { metrics: [...all, lonely] })).toEqual([
      expect.objectContaining({
        rule: "metric-not-plotted",
        severity: "warning",
        message: "no panel shows lonely_total: Nobody looks.",
      }),
    ]);
    const other = clean.replaceAll("shop_sent_bytes_total", "lonely_total");
    expect(
      lintDashboards([clean, other], { metrics: [...all, lonely] }).filter(
        ({ rule }) => rule === "metric-not-plotted",
      ),
    ).toEqual([]);
  });

  it("a metric that the running app does not expose", () => {
    const exposition = [
      "# TYPE shop_sent_bytes counter",
      'shop_sent_bytes_total{job="x"} 1',
      "# EOF",
    ].join("\n");
    const panels = lintDashboard(clean, { catalogue: catalogueFromExposition(exposition) })
      .filter(({ rule }) => rule === "unknown-metric")
      .map(({ panel }) => panel);
    expect(panels).toContain("Connections");
    expect(panels).not.toContain("Sent");
  });

  it("thresholds in percent of a range that nobody gave", () => {
    expect(
      rulesAfter(
        '"mode": "absolute",\n            "steps": [\n              {\n                "color": "green"',
        '"mode": "percentage",\n            "steps": [\n              {\n                "color": "green"',
      ),
    ).toEqual(["percentage-without-range"]);
  });

  it("panels, data sources and ranges of older days", () => {
    expect(rulesAfter('"type": "timeseries"', '"type": "graph"')).toContain("deprecated-panel");
    expect(
      change((json) => {
        for (const panel of json.panels)
          (panel as { datasource: unknown }).datasource = "Prometheus";
      }),
    ).toContain("string-datasource");
    expect(rulesAfter("[$__rate_interval]", "[5m]")).toContain("target-rate-interval-rule");
    expect(rulesAfter("sum(rate(", "sum(irate(")).toContain("prefer-rate");
    expect(rulesAfter('"schemaVersion": 41', '"schemaVersion": 26')).toEqual(["old-schema"]);
  });

  it("a variable that does not exist, or lists nothing", () => {
    expect(rulesAfter(String.raw`=~\"$pool\"`, String.raw`=~\"$pools\"`)).toEqual([
      "undefined-variable",
    ]);
    expect(rulesAfter("db_client_connection_pool_name)", "pool)")).toContain("unknown-label");
    expect(rulesAfter("label_values(http_server", "label_values(http_servers")).toContain(
      "unknown-metric",
    );
    expect(rulesAfter("label_values(", "values_of(")).toEqual(["template-label-promql-rule"]);
  });

  it("a variable that lists the values of every app", () => {
    const bound = String.raw`label_values(db_client_connection_count{job=~\"$job\", `;
    expect(rulesAfter(bound, "label_values(db_client_connection_count{")).toEqual([
      "unchained-variable",
    ]);
  });

  it("deploy marks whose texts name lost labels", () => {
    expect(rulesAfter("{{revision}} by {{author}}", "{{git_sha}}")).toEqual([
      "unknown-legend-label",
    ]);
  });

  it("columns that the table's queries do not give", () => {
    expect(rulesAfter('"http_route": "Route"', '"route": "Route"')).toContain("unknown-column");
    expect(rulesAfter('"displayName": "Requests"', '"displayName": "Request"')).toEqual([
      "unknown-column",
    ]);
    expect(rulesAfter('"Value #B": "Failed"', '"Value #C": "Failed"')).toContain("unknown-column");
  });
});
