import { expect, it } from "vitest";
import { renderRules } from "../src/alerts/yaml.ts";
import { alert, is, rate, renderRunbook, rulesOf } from "../src/index.ts";
import { alerts } from "./shop-alerts.ts";
import { metrics } from "./shop.ts";

const options = {
  group: "promenade-shop",
  runbookUrl: "https://example.com/runbook",
  grafanaUrl: "https://grafana.example.com/",
};

it("makes the same rules and runbook every time", async () => {
  await expect(renderRules(alerts, options)).toMatchFileSnapshot("golden/shop.rules.yaml");
  await expect(renderRunbook(alerts, { title: "Shop" })).toMatchFileSnapshot("golden/shop.md");
});

it("has no dashboard variables, and takes conditions for a shared Prometheus", () => {
  const text = renderRules(alerts, { group: "x", where: { job: "shop", env: is("a", "b") } });
  expect(text).not.toMatch(/\$(?!labels|value)/);
  const [first] = rulesOf(alerts, { group: "x", where: { job: "shop" } }).groups[0]?.rules ?? [];
  expect(first?.expr).toContain('_count{job="shop", http_response_status_code=~"5.."}[5m]');
});

it("leaves out alerts on metrics that are off", () => {
  const kept = rulesOf(alerts, { ...options, enabled: (metric) => metric === metrics.pool });
  expect(kept.groups[0]?.rules.map((rule) => rule.alert)).toEqual(["PromenadeShopPoolFull"]);
  expect(rulesOf(alerts, { ...options, enabled: () => false }).groups).toEqual([]);
});

it("takes any name, and leads to the runbook of the alert itself where there is one", () => {
  const [good] = alerts;
  if (good === undefined) throw new Error("there are alerts");
  const { kind: _, ...base } = good;
  const runbookUrl = "https://wiki.example.com/orders-fail";
  const own = alert({ ...base, name: "OrdersFail", runbookUrl });
  const urls = (from: typeof options | { readonly group: string }): readonly unknown[] =>
    rulesOf([own, good], from).groups.flatMap(({ rules }) =>
      rules.map(({ annotations }) => annotations["runbook_url"]),
    );
  expect(urls(options)).toEqual([runbookUrl, "https://example.com/runbook#promenadeshoperrors"]);
  expect(urls({ group: "shop" })).toEqual([runbookUrl, undefined]);
});

it("refuses alerts that would not help at night", () => {
  const [good] = alerts;
  if (good === undefined) throw new Error("there are alerts");
  const { kind: _, ...base } = good;
  const wrong: readonly (readonly [RegExp, Record<string, unknown>])[] = [
    [/CamelCase name/, { name: "http-errors" }],
    [/CamelCase name/, { name: "shopErrors" }],
    [/`runbookUrl` that is a whole one/, { runbookUrl: "/orders-fail" }],
    [/static sentence/, { summary: "It broke" }],
    [/static sentence/, { summary: "{{ $labels.job }} broke." }],
    [/needs a description/, { description: "" }],
    [/runbook section "impact"/, { runbook: { ...base.runbook, impact: "" } }],
    [/exactly one of/, { below: 1 }],
    [/label "pod"/, { description: "{{ $labels.pod }}" }],
    [/by the label "job"/, { expression: rate(metrics.sent) }],
  ];
  for (const [message, change] of wrong)
    expect(() => alert({ ...base, ...change })).toThrow(message);
});
