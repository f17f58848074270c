import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promtool } from "@promenade/testing/services";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { project, promenade, setUp } from "./helpers.ts";

const committed = resolve(import.meta.dirname, "..", "..", "..", "dashboards");
const mine = JSON.stringify({ id: 7, version: 12, uid: "mine", title: "Mine", panels: [] });

describe("promenade export", () => {
  it("writes dashboards, rules and runbooks as they are committed here, once", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const first = await promenade(directory, ["export"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const names = ["application.json", "node.json", "node.rules.yaml", "node.runbook.md"];
    expect((await readdir(join(directory, "dashboards"))).toSorted()).toEqual(names);
    for (const name of names) {
      expect(first.stdout).toContain(`dashboards/${name}: written`);
      const text = await readFile(join(directory, "dashboards", name), "utf8");
      expect([name, text === (await readFile(join(committed, name), "utf8"))]).toEqual([
        name,
        true,
      ]);
    }
    const second = await promenade(directory, ["export", "--json"]);
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(second.stdout)).toMatchObject({
      ok: true,
      files: names.map((path) => ({ path, state: "unchanged" })),
    });
  });

  it("fails with --check while a file is not up to date, and writes nothing", async () => {
    const directory = await project({ "promenade.ts": setUp });
    await promenade(directory, ["export"]);
    expect((await promenade(directory, ["export", "--check"])).code).toBe(0);
    const file = join(directory, "dashboards", "node.json");
    await writeFile(file, "{}\n");
    const stale = await promenade(directory, ["export", "--check"]);
    expect(stale).toMatchObject({ code: 1, stderr: "" });
    expect(stale.stdout).toMatch(/^problem dashboards\/node\.json: to be written$/m);
    expect(stale.stdout).toMatch(/^ok {6}dashboards\/application\.json: unchanged$/m);
    expect(await readFile(file, "utf8")).toBe("{}\n");
  });

  it("writes a tree for Grafana, with a dashboard and rules of the user's own", async () => {
    const rules =
      "groups:\n  - name: mine\n    rules:\n      - alert: Mine\n        expr: up == 0\n        for: 5m\n        labels: { severity: critical }\n        annotations: { summary: Down. }\n";
    const directory = await project({
      "promenade.ts": setUp,
      "mine.json": mine,
      "mine.yaml": rules,
    });
    const args = ["--format", "provisioning", "--out", "deploy", "--folder", "Shop"];
    const urls = ["--prometheus", "http://prom:9090", "--grafana", "http://g"];
    const { code } = await promenade(directory, [
      "export",
      "mine.json",
      "mine.yaml",
      ...args,
      ...urls,
    ]);
    expect(code).toBe(0);
    const read = async (path: string): Promise<string> =>
      await readFile(join(directory, "deploy", path), "utf8");
    expect(JSON.parse(await read("dashboards/mine.json"))).toEqual({
      uid: "mine",
      title: "Mine",
      panels: [],
    });
    expect(parse(await read("provisioning/datasources/promenade.yaml"))).toMatchObject({
      datasources: [{ url: "http://prom:9090" }],
    });
    expect(parse(await read("provisioning/dashboards/promenade.yaml"))).toMatchObject({
      providers: [{ folder: "Shop" }],
    });
    const alerting = await read("provisioning/alerting/promenade.yaml");
    expect(parse(alerting)).toMatchObject({
      groups: [{ name: "node" }, { name: "mine", rules: [{ title: "Mine" }] }],
    });
    expect(alerting).toContain("dashboard_url: http://g/d/promenade-node");
  });

  it(
    "writes manifests for Kubernetes, whose rules promtool accepts",
    { timeout: 300_000 },
    async () => {
      const directory = await project({ "promenade.ts": setUp });
      const args = ["-f", "kubernetes", "--namespace", "shop", "--label", "release=stack"];
      expect((await promenade(directory, ["export", ...args])).code).toBe(0);
      const text = await readFile(join(directory, "kubernetes", "rules-node.yaml"), "utf8");
      const manifest = parse(text) as { readonly metadata: object; readonly spec: object };
      expect(manifest.metadata).toMatchObject({ namespace: "shop", labels: { release: "stack" } });
      const files = { "rules.yaml": JSON.stringify(manifest.spec) };
      const checked = await promtool(["check", "rules", "rules.yaml"], { files });
      expect(checked).toMatchObject({ code: 0 });
    },
  );

  it("leaves alerts out when asked, and writes nothing with --dry-run", async () => {
    const directory = await project({ "promenade.ts": setUp });
    const { stdout } = await promenade(directory, ["export", "--dry-run", "--no-alerts", "--json"]);
    const { files } = JSON.parse(stdout) as { readonly files: readonly { path: string }[] };
    expect(files.map(({ path }) => path)).toEqual(["application.json", "node.json"]);
    expect(await readdir(directory)).not.toContain("dashboards");
  });

  it.each<readonly [string, readonly string[], RegExp]>([
    [
      "a format that does not exist",
      ["-f", "xml"],
      /Allowed choices are files, provisioning, kubernetes/,
    ],
    ["a label without a value", ["-f", "kubernetes", "--label", "x"], /--label takes name=value/],
    ["a file that is not there", ["nope.json"], /nope\.json cannot be read: ENOENT/],
    ["a dashboard without uid", ["bare.json"], /bare\.json has no `uid`.*at most 40 letters/],
    [
      "a file of another kind",
      ["package-lock.txt"],
      /neither a dashboard \(\.json\) nor a rule file/,
    ],
    ["broken JSON", ["broken.json"], /broken\.json cannot be read: .*JSON/],
  ])("ends with 2 for %s", async (_what, args, message) => {
    const directory = await project({
      "promenade.ts": setUp,
      "bare.json": '{"title":"Bare"}',
      "broken.json": "{",
      "package-lock.txt": "",
    });
    const { code, stdout, stderr } = await promenade(directory, ["export", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toContain("[PROMENADE_USAGE]");
  });

  it("ends with 2 where it may not write", async () => {
    const directory = await project({ "promenade.ts": setUp, dashboards: "a file" });
    const { code, stderr } = await promenade(directory, ["export"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be written: .*\[PROMENADE_EXPORT_FAILED\]/s);
  });
});
