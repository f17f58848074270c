import { join } from "node:path";
import { node } from "@promenade/node";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { boardsOf, provisioningFiles } from "../../src/export/index.ts";
import { boards, contentOf, golden, own } from "./helpers.ts";

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
