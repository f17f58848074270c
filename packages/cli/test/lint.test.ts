import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { project, promenade, setUp, write } from "./helpers.ts";

const dashboard = (expr: string): string =>
  JSON.stringify({
    uid: "mine",
    title: "Mine",
    panels: [
      {
        id: 1,
        type: "timeseries",
        title: "Delay",
        description: "How late.",
        gridPos: { x: 0, y: 0, w: 8, h: 8 },
        targets: [{ refId: "A", expr, legendFormat: "delay" }],
      },
    ],
  });
const recording = (metric: string): string =>
  `groups:\n  - name: a\n    rules:\n      - record: x:y\n        expr: sum(rate(${metric}[5m]))\n`;
const good = dashboard("max(process_uptime_seconds)");
const drifted = dashboard("max(process_uptime_secnods)");

describe("promenade lint", () => {
  it("finds nothing in our own dashboards and alerts", async () => {
    const { code, stdout } = await promenade(await project({ "promenade.ts": setUp }), ["lint"]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      "ok      node: dashboards\nok      node: alerts\n2 files checked: 0 errors, 0 warnings.\n",
    );
  });

  it("names the query, the panel and the metric that was meant, in a file that drifted", async () => {
    const directory = await project({ "promenade.ts": setUp, "grafana/mine.json": drifted });
    const plain = await promenade(directory, ["lint", "grafana/mine.json"]);
    expect(plain).toMatchObject({ code: 1, stderr: "" });
    expect(plain.stdout).toMatch(/^problem grafana\/mine\.json$/m);
    expect(plain.stdout).toMatch(
      /error unknown-metric: Delay \[A\]: .*process_uptime_secnods.*process_uptime_seconds/,
    );
    const json = await promenade(directory, ["lint", "grafana/mine.json", "--json"]);
    expect(json.code).toBe(1);
    const report = JSON.parse(json.stdout) as {
      readonly ok: boolean;
      readonly files: readonly { readonly name: string; readonly findings: readonly object[] }[];
    };
    expect(report.ok).toBe(false);
    const file = report.files.find(({ name }) => name === "grafana/mine.json");
    expect(file?.findings).toContainEqual(
      expect.objectContaining({ rule: "unknown-metric", severity: "error", panel: "Delay" }),
    );
  });

  it("passes a file that is right, by warnings that --strict counts", async () => {
    const directory = await project({ "promenade.ts": setUp, "mine.json": good });
    const relaxed = await promenade(directory, [
      "lint",
      "mine.json",
      "--ignore",
      "panel-units",
      "--json",
    ]);
    const { errors, warnings, files } = JSON.parse(relaxed.stdout) as {
      readonly errors: number;
      readonly warnings: number;
      readonly files: readonly { readonly findings: readonly { readonly rule: string }[] }[];
    };
    const rules = files.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(rules).not.toContain("panel-units");
    expect(relaxed.code).toBe(errors === 0 ? 0 : 1);
    const args = rules.flatMap((rule) => ["--ignore", rule]);
    const clean = await promenade(directory, [
      "lint",
      "mine.json",
      ...args,
      "--ignore",
      "panel-units",
    ]);
    expect(clean.code).toBe(0);
    expect(errors + warnings).toBe(rules.length);
  });

  it("checks the given files only, the app's own metrics among what is known", async () => {
    const own = `import { counter } from "@promenade/core";
import { metrics } from "./base.ts";

export { metrics };
metrics.register(counter({ name: "orders_total", help: "Orders." }));
`;
    const directory = await project({
      "base.ts": setUp,
      "promenade.ts": own,
      "mine.yaml": recording("orders_total"),
    });
    const defined = await promenade(directory, ["lint", "mine.yaml"]);
    expect(defined).toMatchObject({ code: 0, stderr: "" });
    expect(defined.stdout).toBe("ok      mine.yaml\n1 file checked: 0 errors, 0 warnings.\n");
    // A live page lacks what the app has not done yet: that is no fault of the plugins' dashboards.
    await write(directory, { "page.txt": "# TYPE orders_total counter\norders_total 1\n" });
    const live = await promenade(directory, ["lint", "mine.yaml", "--metrics", "page.txt"]);
    expect(live).toMatchObject({ code: 0, stderr: "", stdout: defined.stdout });
  });

  it("warns of an alert without a runbook, until it is told where that is", async () => {
    const level = (
      rest: string,
    ): string => `import { definePlugin, promenade } from "@promenade/core";
import { alert, value } from "@promenade/dashboard";
import { node, nodeMetrics } from "@promenade/node";

const section = "Nobody has written this yet.";
const alerts = [
  alert({
    name: "ShopMemoryHigh",
    expression: value(nodeMetrics.memoryUsage, { by: ["job"] }),
    above: 1e9,
    for: "10m",
    severity: "warning",
    summary: "The shop needs more than a gigabyte.",
    description: "{{ $labels.job }} needs {{ $value }} bytes.",
    runbook: { meaning: section, impact: section, diagnosis: section, mitigation: section },${rest}
  }),
];
const levels = definePlugin({
  name: "levels",
  metrics: {},
  boards: () => Promise.resolve({ dashboards: [], alerts }),
  setup: () => undefined,
});
export const metrics = promenade({ service: "shop", plugins: [node(), levels()] });
`;
    const directory = await project({ "promenade.ts": level("") });
    const strict = async (...args: readonly string[]) =>
      await promenade(directory, ["lint", "--strict", ...args]);
    const untold = await strict();
    expect(untold).toMatchObject({ code: 1, stderr: "" });
    expect(untold.stdout).toMatch(/alert-runbook: alert "ShopMemoryHigh": .*`runbookUrl` of alert/);
    const pages = "https://wiki.example.com/{plugin}";
    expect(await strict("--runbook-url", pages)).toMatchObject({ code: 0, stderr: "" });
    await write(directory, {
      "promenade.ts": level(' runbookUrl: "https://wiki.example.com/memory",'),
    });
    expect(await strict()).toMatchObject({ code: 0, stderr: "" });
  });

  it("checks rule files", async () => {
    const rules = "groups:\n  - name: a\n    rules:\n      - alert: Up\n        expr: nope > 1\n";
    const directory = await project({ "promenade.ts": setUp, "rules.yaml": rules });
    const { code, stdout } = await promenade(directory, ["lint", "rules.yaml"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/error unknown-metric: alert "Up": .*nope/);
    expect(stdout).toMatch(/error alert-severity: alert "Up"/);
  });

  it("counts warnings as problems with --strict", async () => {
    const rules =
      "groups:\n  - name: a\n    rules:\n      - alert: Up\n        expr: up == 0\n        labels: { severity: info }\n        annotations: { summary: Down., description: Down. }\n";
    const directory = await project({ "promenade.ts": setUp, "rules.yaml": rules });
    const relaxed = await promenade(directory, ["lint", "rules.yaml"]);
    expect(relaxed.code).toBe(0);
    expect(relaxed.stdout).toMatch(/^warning rules\.yaml$/m);
    expect(relaxed.stdout).toContain("0 errors, 2 warnings");
    expect((await promenade(directory, ["lint", "rules.yaml", "--strict"])).code).toBe(1);
  });

  it("checks against a live page, with and without a set-up", async () => {
    const page = '# TYPE orders_total counter\norders_total{shop="a"} 1\n';
    const server = createServer((_request, response) => response.end(page));
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
      const directory = await project({
        "right.yaml": recording("orders_total"),
        "wrong.yaml": recording("orders_made_total"),
      });
      const right = await promenade(directory, ["lint", "right.yaml", "--metrics", url]);
      expect(right).toMatchObject({ code: 0, stderr: "" });
      const wrong = await promenade(directory, ["lint", "wrong.yaml", "--metrics", url]);
      expect(wrong.code).toBe(1);
      expect(wrong.stdout).toContain("orders_made_total");
    } finally {
      server.close();
    }
  });

  it("ends with 2 when the page cannot be read", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { code, stdout, stderr } = await promenade(directory, [
      "lint",
      "--metrics",
      "http://127.0.0.1:9/metrics",
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/cannot be read from http:\/\/127\.0\.0\.1:9.*Is the app running\?/);
    expect(stderr).toContain("[PROMENADE_METRICS_UNREADABLE]");
  });
});
