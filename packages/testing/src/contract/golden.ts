import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Plugin } from "@promenade/core";
import { renderRunbook, stringify } from "@promenade/dashboard";
import { renderRules } from "@promenade/dashboard/yaml";
import { expectGoldenFile } from "../runner/golden-file.ts";
import { runner } from "../runner/runner.ts";
import { boardsOf, isRecordedBy, renderBoards } from "./plugin-under-test.ts";

/** What `expectGoldenBoards()` takes; all of it is optional. */
export interface GoldenOptions {
  /** Where the files are. Default: the nearest `dashboards` directory above the test file. */
  readonly directory?: string;
  /** Where the runbook page can be read. Default: the page in `directory`, on GitHub, when package.json names that. */
  readonly runbookUrl?: string;
}

/**
 * Compares a plugin's dashboards, rules and runbook with the committed files, and writes them as {@link expectGoldenFile}
 * does: `<uid without promenade->.json`, `<plugin>.rules.yaml`, `<plugin>.runbook.md`.
 */
export async function expectGoldenBoards(
  plugin: Plugin,
  options: GoldenOptions = {},
): Promise<void> {
  const testPath = runner.testPath();
  const start = testPath === undefined ? process.cwd() : dirname(testPath);
  const directory = options.directory ?? above(start, "dashboards");
  for (const dashboard of await renderBoards(plugin))
    expectGoldenFile(
      join(directory, `${dashboard.uid.replace(/^promenade-/, "")}.json`),
      `${stringify(dashboard).trimEnd()}\n`,
    );
  const { alerts } = await boardsOf(plugin);
  if (alerts.length === 0) return;
  const page = join(directory, `${plugin.name}.runbook.md`);
  const runbookUrl = options.runbookUrl ?? pageOnGitHub(start, page);
  const rules = renderRules(alerts, {
    group: plugin.name,
    enabled: isRecordedBy(plugin),
    ...(runbookUrl === undefined ? {} : { runbookUrl }),
  });
  expectGoldenFile(join(directory, `${plugin.name}.rules.yaml`), rules);
  expectGoldenFile(page, renderRunbook(alerts, { title: `Runbook of the ${plugin.name} alerts` }));
}

/** The nearest directory of that name in a directory above; else beside the test's own. */
function above(start: string, name: string): string {
  for (let directory = start; directory !== dirname(directory); directory = dirname(directory))
    if (existsSync(join(directory, name))) return join(directory, name);
  return join(dirname(start), name);
}

interface Manifest {
  readonly repository?: { readonly url?: string; readonly directory?: string };
}

function pageOnGitHub(start: string, page: string): string | undefined {
  const file = join(above(start, "package.json"));
  if (!existsSync(file)) return undefined;
  const { repository } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  const project = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository?.url ?? "")?.[1];
  if (project === undefined) return undefined;
  const depth = (repository?.directory ?? "")
    .split("/")
    .filter(Boolean)
    .map(() => "..");
  const path = relative(join(dirname(file), ...depth), page)
    .split(sep)
    .join("/");
  return `https://github.com/${project}/blob/main/${path}`;
}
