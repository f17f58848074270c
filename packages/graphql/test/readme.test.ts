import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { alerts, dashboards } from "../src/dashboard.ts";
import { graphqlMetrics } from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const rows = readme
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

it("names every metric with its type, labels and key", () => {
  for (const [key, { name, type, labels }] of Object.entries(graphqlMetrics)) {
    const row = rows.find(([, first]) => first === `\`${name}\``);
    expect(row?.[2]).toBe(type);
    const named = [...(row?.[3] ?? "").replaceAll(/\([^|]*?\)/g, "").matchAll(/`([a-z_]+)`/g)];
    expect(named.map(([, label]) => label)).toEqual(labels);
    expect(row?.[4]).toBe(`\`${key}\``);
  }
});

it("names every dashboard and alert", () => {
  for (const { title, uid } of dashboards)
    expect(readme).toMatch(new RegExp(`\\| ${title} +\\| \`${uid}\``));
  const named = rows.filter(([, first]) => first?.startsWith("`PromenadeGraphql") === true);
  expect(named.map(([, first, severity]) => [first, severity])).toEqual(
    alerts.map(({ name, severity }) => [`\`${name}\``, severity]),
  );
});
