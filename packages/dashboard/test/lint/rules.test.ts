import { expect, it } from "vitest";
import { lintRules } from "../../src/lint/index.ts";
import { metrics } from "../shop.ts";

const options = { metrics: Object.values(metrics) };
const good = {
  alert: "QueueFull",
  expr: "sum by (job, queue) (shop_queue_jobs) > 10",
  for: "5m",
  labels: { severity: "warning" },
  annotations: {
    summary: "The queue is full.",
    description: "{{ $labels.queue }} of {{ $labels.job }} has {{ $value }} jobs.",
    runbook_url: "https://example.com",
  },
};

function rulesIn(...rules: readonly unknown[]): readonly string[] {
  return lintRules({ groups: [{ name: "x", rules }] }, options).map(({ rule }) => rule);
}

it("accepts a good rule, and recorded names in later rules", () => {
  expect(rulesIn(good)).toEqual([]);
  expect(
    rulesIn(
      { record: "job_queue:jobs:sum", expr: "sum by (job, queue) (shop_queue_jobs)" },
      { ...good, expr: "job_queue:jobs:sum > 10" },
    ),
  ).toEqual([]);
});

it.each([
  ["unknown-metric", { expr: "sum by (job, queue) (shop_queues) > 1" }],
  ["unknown-label", { expr: "sum by (job, queue) (shop_queue_jobs{state='x'}) > 1" }],
  ["unknown-legend-label", { expr: "sum(shop_queue_jobs) > 10" }],
  ["undefined-variable", { expr: 'sum by (job, queue) (shop_queue_jobs{job=~"$job"}) > 1' }],
  ["target-promql-rule", { expr: "sum by (job (shop_queue_jobs)" }],
  ["target-promql-rule", { expr: "" }],
  ["alert-severity", { labels: {} }],
  ["alert-severity", { labels: { severity: "page" } }],
  ["alert-summary", { annotations: { ...good.annotations, summary: "{{ $labels.job }} is full" } }],
  ["alert-description", { annotations: { summary: "The queue is full." } }],
  ["alert-for", { for: "5 minutes" }],
  ["alert-for", { for: undefined }],
  ["alert-name", { alert: "queue_full" }],
  ["invalid-shape", { alert: undefined }],
])("finds %s in %j", (rule, change) => {
  expect(rulesIn({ ...good, ...change })).toContain(rule);
});

it("finds two alerts of one name, and what is not a rule file", () => {
  expect(rulesIn(good, good)).toEqual(["duplicate-alert"]);
  expect(rulesIn(null, "x")).toEqual(["invalid-shape"]);
  for (const text of ["a: [", "- x", "", "groups: 7", "a: &a [*a, *a]", "groups:\n  - 7", "\t"])
    expect(lintRules(text, options).map(({ rule }) => rule)).toContain("invalid-shape");
});
