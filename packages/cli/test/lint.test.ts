import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { project, promenade, setUp } from "./helpers.ts";

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
      const rules = (metric: string): string =>
        `groups:\n  - name: a\n    rules:\n      - record: x:y\n        expr: sum(rate(${metric}[5m]))\n`;
      const directory = await project({
        "right.yaml": rules("orders_total"),
        "wrong.yaml": rules("orders_made_total"),
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
