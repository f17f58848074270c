import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { kubernetesFiles, type PluginBoards } from "../../src/export/index.ts";
import { boards, committed, contentOf, golden, own } from "./helpers.ts";

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
