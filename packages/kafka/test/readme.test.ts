import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { alerts, dashboards } from "../src/dashboard.ts";
import { kafkaMetrics } from "../src/index.ts";
import { optionChecks } from "../src/plugin.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const rows = readme
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("names every metric with its type, labels and key", () => {
  for (const [key, { name, type, labels }] of Object.entries(kafkaMetrics)) {
    const row = rows.find(([, first]) => first === `\`${name}\``);
    expect([name, row?.[2]]).toEqual([name, type]);
    expect([...(row?.[3] ?? "").matchAll(/`(\w+)`/g)].map(([, label]) => label)).toEqual(labels);
    expect(row?.[4]).toBe(`\`${key}\``);
  }
});

it("names every option, dashboard and alert", () => {
  for (const option of Object.keys(optionChecks)) expect(readme).toContain(`| \`${option}\``);
  for (const { title, uid } of dashboards) expect(readme).toContain(`| ${title}     | \`${uid}\``);
  for (const { name, severity } of alerts)
    expect(rows.find(([, first]) => first === `\`${name}\``)?.[2]).toBe(severity);
});
