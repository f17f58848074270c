import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { between } from "./between.ts";
import { repository } from "./pages.ts";

/** What the page calls a row, and what the benchmarks call it. */
const rows = {
  "counter with a labels object, ns": "counter, labels object",
  "histogram with a labels object, ns": "histogram, labels object",
  "counter, series resolved before, ns": "counter, bound",
  "histogram, series resolved before, ns": "histogram, bound",
  "scrape, CPU of the main thread, ms": "main-thread CPU, ms",
  "scrape, longest block of the loop, ms": "longest block, ms",
  "scrape, garbage, MB": "garbage, MB",
  "memory of a counter series, bytes": "bytes a counter series",
  "memory of a histogram with 12 buckets, bytes": "bytes a histogram of 12 buckets",
} as const;

async function costTable(): Promise<string> {
  const results = await readFile(join(repository, "benchmarks", "results.md"), "utf8");
  const lines = results.split("\n");
  expect(lines).toContain("| | promenade | prom-client | prometheus-io | opentelemetry |");
  return [
    "| | Promenade | prom-client | `@prometheus-io/client` | OpenTelemetry |",
    "|---|---:|---:|---:|---:|",
    ...Object.entries(rows).map(([title, name]) => {
      expect(lines).toContainEqual(expect.stringContaining(`| ${name} |`));
      const found = lines.find((line) => line.startsWith(`| ${name} |`)) ?? "";
      return found.replace(name, title);
    }),
  ].join("\n");
}

it("says in docs/comparison.md what the benchmarks say", async () => {
  const path = join(repository, "docs", "comparison.md");
  const text = await readFile(path, "utf8");
  await expect(between(text, "costs", await costTable())).toMatchFileSnapshot(path);
});
