import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bullmq } from "@promenade/bullmq";
import type { Plugin } from "@promenade/core";
import { graphql } from "@promenade/graphql";
import { kafka } from "@promenade/kafka";
import { nestjs } from "@promenade/nestjs";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { describe, expect, it } from "vitest";
import { between } from "./between.ts";
import { repository } from "./pages.ts";

const plugins: readonly Plugin[] = [node(), nestjs(), prisma(), graphql(), bullmq(), kafka()];

/** One line a plugin: what it records, and the dashboards and alerts that belong to it. */
async function pluginTable(): Promise<string> {
  const lines = await Promise.all(plugins.map(pluginLine));
  return ["| plugin | metrics | dashboard | alerts |", "|---|---:|---|---|", ...lines].join("\n");
}

async function pluginLine({ name, metrics, boards }: Plugin): Promise<string> {
  const { dashboards, alerts } = (await boards?.()) ?? { dashboards: [], alerts: [] };
  const files = await Promise.all(
    dashboards.map(async ({ uid }) => {
      const file = `dashboards/${uid.replace(/^promenade-/, "")}.json`;
      const { title, panels } = JSON.parse(await readFile(join(repository, file), "utf8")) as {
        title: string;
        panels: readonly { type: string; panels?: readonly unknown[] }[];
      };
      const count = panels.reduce(
        (sum, panel) => sum + (panel.type === "row" ? (panel.panels?.length ?? 0) : 1),
        0,
      );
      return `[${title}](${file}) (${count} panels)`;
    }),
  );
  const rules = `[${alerts.length}](dashboards/${name}.rules.yaml), with [runbooks](dashboards/${name}.runbook.md)`;
  return `| [\`@promenade/${name}\`](packages/${name}) | [${Object.keys(metrics).length}](packages/${name}#metrics) | ${files.join(", ")} | ${rules} |`;
}

/** The goals of the benchmarks, as their last run found them. */
async function costTable(): Promise<string> {
  const results = await readFile(join(repository, "benchmarks", "results.md"), "utf8");
  return results.slice(results.indexOf("| goal |")).trim();
}

describe("README.md", () => {
  it("says what the plugins and the benchmarks say", async () => {
    const path = join(repository, "README.md");
    const text = await readFile(path, "utf8");
    const expected = between(
      between(text, "plugins", await pluginTable()),
      "costs",
      await costTable(),
    );
    await expect(expected).toMatchFileSnapshot(path);
  });
});
