import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "./pages.ts";
import { snippetsOf } from "./snippets.ts";

const directory = join(repository, "node_modules", ".cache", "docs-run");
const command = join(repository, "packages", "cli", "dist", "bin.js");
const runFile = promisify(execFile);

const setUp = `
import { promenade } from "@promenade/core";
import { prisma } from "@promenade/prisma";
import { levels } from "./levels.ts";
import { shop } from "./shop-plugin.ts";
export const metrics = promenade({ service: "shop", plugins: [prisma(), shop(), levels()] });
`;

async function promenade(...args: readonly string[]): Promise<string> {
  const { stdout } = await runFile(process.execPath, [command, ...args], { cwd: directory });
  return stdout;
}

describe("the plugins that the guides write", () => {
  beforeAll(async () => {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const page of ["docs/guides/custom-metrics.md", "docs/guides/alerts.md"]) {
      const snippets = snippetsOf(page, await readFile(join(repository, page), "utf8"));
      for (const { file, code } of snippets) {
        await writeFile(join(directory, file.replace(/^.*\//, "")), code);
      }
    }
    await writeFile(join(directory, "promenade.ts"), setUp);
    await writeFile(join(directory, "package.json"), '{"name":"shop","type":"module"}');
  });

  it("pass the linter", { timeout: 60_000 }, async () => {
    const output = await promenade("lint", "--strict", "--ignore", "alert-runbook");
    expect(output).toContain("ok      shop: dashboards");
    expect(output).toContain("ok      levels: alerts");
    expect(output).toContain("0 errors, 0 warnings");
  });

  it("are exported like ours", { timeout: 60_000 }, async () => {
    await promenade("export");
    expect(await readdir(join(directory, "dashboards"))).toEqual(
      expect.arrayContaining(["shop-business.json", "shop.rules.yaml", "levels.rules.yaml"]),
    );
    const rules = await readFile(join(directory, "dashboards", "shop.rules.yaml"), "utf8");
    // Every replica reports the same number: the maximum, never a sum.
    expect(rules).toContain("max by (job) (shop_articles_out_of_stock) > 50");
  });
});
