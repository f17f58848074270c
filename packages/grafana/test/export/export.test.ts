import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { node } from "@promenade/node";
import { promtool } from "@promenade/testing/services";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  boardsOf,
  dashboardFiles,
  kubernetesFiles,
  provisioningFiles,
  ruleFiles,
  runbookFiles,
  writeFiles,
  type ExportedFile,
  type PluginBoards,
} from "../../src/index.ts";

const committed = resolve(import.meta.dirname, "..", "..", "..", "..", "dashboards");
const golden = join(import.meta.dirname, "golden");
const boards = await boardsOf([node()]);

const contentOf = (files: readonly ExportedFile[], path: string): string => {
  const file = files.find((each) => each.path === path);
  expect(file, `${path} in ${files.map((each) => each.path).join(", ")}`).toBeDefined();
  return file?.content ?? "";
};

const own = (dashboard: { readonly uid: string; readonly title: string }): PluginBoards => ({
  plugin: "app",
  dashboards: [dashboard],
  rules: { groups: [] },
  runbook: "",
});

interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: { readonly groups: readonly { readonly rules: readonly unknown[] }[] };
}

describe("plain files", () => {
  it.each(["application.json", "node.json", "node.rules.yaml", "node.runbook.md"])(
    "are the committed ones, byte for byte: %s",
    async (path) => {
      const files = [...dashboardFiles(boards), ...ruleFiles(boards), ...runbookFiles(boards)];
      expect(contentOf(files, path)).toBe(await readFile(join(committed, path), "utf8"));
    },
  );

  it.each(["2", "3"] as const)(
    "are rules that promtool %s accepts",
    { timeout: 300_000 },
    async (version) => {
      const files = { "rules.yaml": contentOf(ruleFiles(boards), "node.rules.yaml") };
      const checked = await promtool(["check", "rules", "rules.yaml"], { version, files });
      expect(checked).toMatchObject({ code: 0 });
      expect(checked.stdout).toContain("10 rules found");
    },
  );

  it("leave out what needs a metric that the app does not record", async () => {
    const [reduced] = await boardsOf([node({ except: ["eventLoopDelay"] })]);
    const [whole] = boards;
    const metric = "nodejs_eventloop_delay_seconds";
    expect(JSON.stringify(whole).includes(metric)).toBe(true);
    expect(JSON.stringify(reduced).includes(metric)).toBe(false);
    expect(reduced?.rules.groups[0]?.rules.length).toBeLessThan(10);
  });

  it("link the runbooks of Promenade's own plugins only, or those that the user names", async () => {
    const mine = { ...node(), name: "mine" };
    const urlOf = (each: readonly PluginBoards[]): unknown =>
      each[0]?.rules.groups[0]?.rules[0]?.annotations["runbook_url"];
    expect(urlOf(boards)).toMatch(/dashboards\/node\.runbook\.md#promenade/);
    expect(urlOf(await boardsOf([mine]))).toBeUndefined();
    const named = await boardsOf([mine], { runbookUrl: "https://wiki.example.com/{plugin}" });
    expect(urlOf(named)).toMatch(/^https:\/\/wiki\.example\.com\/mine#promenade/);
  });
});

describe("the tree for Grafana's provisioning", () => {
  const files = provisioningFiles(boards);

  it("is the same every time", async () => {
    expect(files.map(({ path }) => path)).toEqual([
      "dashboards/application.json",
      "dashboards/node.json",
      "provisioning/dashboards/promenade.yaml",
      "provisioning/datasources/promenade.yaml",
      "provisioning/alerting/promenade.yaml",
    ]);
    expect(provisioningFiles(await boardsOf([node()]))).toEqual(files);
    for (const kind of ["dashboards", "datasources", "alerting"] as const)
      await expect(contentOf(files, `provisioning/${kind}/promenade.yaml`)).toMatchFileSnapshot(
        join(golden, `${kind}.yaml`),
      );
  });

  it("has the data source that its alerts ask, and every alert once", () => {
    const sources = parse(contentOf(files, "provisioning/datasources/promenade.yaml")) as {
      readonly datasources: readonly { readonly uid: string }[];
    };
    const alerting = parse(contentOf(files, "provisioning/alerting/promenade.yaml")) as {
      readonly groups: readonly {
        readonly rules: readonly {
          readonly uid: string;
          readonly title: string;
          readonly data: readonly { readonly datasourceUid: string; readonly refId: string }[];
          readonly condition: string;
        }[];
      }[];
    };
    const uid = sources.datasources[0]?.uid;
    const rules = alerting.groups.flatMap((group) => group.rules);
    expect(rules.map(({ title }) => title)).toEqual(
      boards[0]?.rules.groups[0]?.rules.map((rule) => rule.alert),
    );
    expect(new Set(rules.map((rule) => rule.uid)).size).toBe(rules.length);
    for (const { data, condition, uid: ruleUid } of rules) {
      expect(ruleUid).toMatch(/^[\w-]{1,40}$/);
      expect(data.map(({ datasourceUid }) => datasourceUid)).toEqual([uid, "__expr__", "__expr__"]);
      expect(data.map(({ refId }) => refId)).toContain(condition);
    }
  });

  it("takes another data source, folder and place, and leaves the alerts to Prometheus", () => {
    const changed = provisioningFiles(boards, {
      datasource: false,
      alerts: false,
      folder: "Shop",
      folderUid: "shop",
      dashboardsPath: "/dashboards",
    });
    expect(changed.map(({ path }) => path)).not.toContain(
      "provisioning/datasources/promenade.yaml",
    );
    expect(changed.map(({ path }) => path)).not.toContain("provisioning/alerting/promenade.yaml");
    expect(parse(contentOf(changed, "provisioning/dashboards/promenade.yaml"))).toMatchObject({
      providers: [{ folder: "Shop", folderUid: "shop", options: { path: "/dashboards" } }],
    });
  });

  it("protects labels of alerts from Grafana's environment, and gives $value its number", () => {
    const rule = {
      alert: "PromenadeOrders",
      expr: 'orders{path=~"a$"} > 0',
      for: "5m",
      labels: { team: "{{ $labels.team }}" },
      annotations: { description: "{{ $value | humanize }} in {{ $labels.team }}" },
    };
    const [group] = [{ name: "app", rules: [rule] }];
    const mine = { ...own({ uid: "app", title: "App" }), rules: { groups: [group] } };
    const text = contentOf(provisioningFiles([mine]), "provisioning/alerting/promenade.yaml");
    expect(parse(text)).toMatchObject({
      groups: [
        {
          rules: [
            {
              labels: { team: "{{ $$labels.team }}" },
              annotations: {
                description: "{{ $values.query.Value | humanize }} in {{ $labels.team }}",
              },
              data: [{ model: { expr: 'orders{path=~"a$"} > 0' } }, {}, {}],
            },
          ],
        },
      ],
    });
  });
});

describe("the manifests for Kubernetes", () => {
  const files = kubernetesFiles(boards, {
    namespace: "monitoring",
    labels: { release: "kube-prometheus-stack" },
  });
  const manifestOf = (path: string): Manifest => parse(contentOf(files, path)) as Manifest;

  it("are a ConfigMap a dashboard, with the label and folder for Grafana's sidecar", async () => {
    expect(files.map(({ path }) => path)).toEqual([
      "dashboard-application.yaml",
      "dashboard-node.yaml",
      "rules-node.yaml",
    ]);
    const { kind, metadata, data } = manifestOf("dashboard-node.yaml");
    expect({ kind, metadata }).toEqual({
      kind: "ConfigMap",
      metadata: {
        name: "promenade-dashboard-node",
        namespace: "monitoring",
        labels: {
          "app.kubernetes.io/managed-by": "promenade",
          release: "kube-prometheus-stack",
          grafana_dashboard: "1",
        },
        annotations: { grafana_folder: "Promenade" },
      },
    });
    expect(data["node.json"]).toBe(await readFile(join(committed, "node.json"), "utf8"));
  });

  it("are a PrometheusRule a plugin, the same every time, that holds the plugin's rules", async () => {
    const text = contentOf(files, "rules-node.yaml");
    await expect(text).toMatchFileSnapshot(join(golden, "prometheusrule.yaml"));
    const { kind, spec } = manifestOf("rules-node.yaml");
    expect(kind).toBe("PrometheusRule");
    expect(spec).toEqual(parse(await readFile(join(committed, "node.rules.yaml"), "utf8")));
  });

  it("have names that Kubernetes allows, which differ where the dashboards do", () => {
    const names = ["Shop_Overview", "shop-overview", "s".repeat(40)].map((uid) => {
      const [file] = kubernetesFiles([own({ uid, title: uid })]);
      return (parse(file?.content ?? "") as Manifest).metadata.name;
    });
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);
  });

  it("write a large dashboard in one line, and refuse one that no ConfigMap holds", () => {
    const large = { uid: "large", title: "Large" };
    const withText = (length: number): PluginBoards =>
      own({ ...large, text: Array(length / 10).fill("0123456") } as typeof large);
    const [file] = kubernetesFiles([withText(400_000)]);
    const json = (parse(file?.content ?? "") as Manifest).data["large.json"] ?? "";
    expect(json.trimEnd()).not.toContain("\n");
    expect(JSON.parse(json)).toMatchObject({ uid: "large" });
    expect(Buffer.byteLength(json)).toBeLessThan(1_048_576);
    expect(() => kubernetesFiles([withText(1_100_000)])).toThrow(
      expect.objectContaining({ code: "PROMENADE_EXPORT_TOO_LARGE" }),
    );
  });
});

describe("writeFiles", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
  });
  const temporary = async (): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), "promenade-export-"));
    directories.push(directory);
    return directory;
  };
  const files = [
    { path: "a.json", content: "{}\n" },
    { path: "deep/b.yaml", content: "b: 1\n" },
  ];

  it("writes what is new or changed, and does not touch the rest", async () => {
    const directory = await temporary();
    expect(await writeFiles(directory, files)).toEqual([
      { path: "a.json", state: "written" },
      { path: "deep/b.yaml", state: "written" },
    ]);
    const before = await stat(join(directory, "a.json"));
    await writeFile(join(directory, "deep", "b.yaml"), "b: 2\n");
    expect(await writeFiles(directory, files)).toEqual([
      { path: "a.json", state: "unchanged" },
      { path: "deep/b.yaml", state: "written" },
    ]);
    expect((await stat(join(directory, "a.json"))).ino).toBe(before.ino);
    expect(await readFile(join(directory, "deep", "b.yaml"), "utf8")).toBe("b: 1\n");
    expect(await readdir(directory)).toEqual(["a.json", "deep"]);
  });

  it("says what it would write, without writing", async () => {
    const directory = await temporary();
    const written = await writeFiles(directory, files, { dryRun: true });
    expect(written.map(({ state }) => state)).toEqual(["written", "written"]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("fails with what to do where it may not write, and leaves nothing behind", async () => {
    const directory = await temporary();
    await writeFile(join(directory, "deep"), "a file where a directory should be");
    await expect(writeFiles(directory, files)).rejects.toMatchObject({
      code: "PROMENADE_EXPORT_FAILED",
      message: expect.stringContaining(join("deep", "b.yaml")) as string,
    });
    expect((await readdir(directory)).toSorted()).toEqual(["a.json", "deep"]);
  });
});
