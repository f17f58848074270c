import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { PromenadeError, type MetricDefinition } from "@promenade/core";
import {
  catalogueFromDefinitions,
  catalogueFromExposition,
  lintDashboards,
  lintRules,
  type Catalogue,
  type Finding,
  type LintOptions,
} from "@promenade/dashboard/lint";
import { boardsOf, definitionsOf, recordedBy } from "@promenade/grafana";
import type { LoadedApp } from "../config/app.ts";
import { messageOf, usageError } from "../errors.ts";

export interface LintRequest {
  readonly directory: string;
  readonly files: readonly string[];
  readonly app: LoadedApp | undefined;
  /** URL or file of an exposition. */
  readonly metrics: string | undefined;
  readonly ignore: readonly string[];
  /** Where the runbooks of the plugins' alerts are. */
  readonly runbookUrl: string | undefined;
}

export interface LintReport {
  /** Name of the file, or of the plugin that it belongs to. */
  readonly name: string;
  readonly findings: readonly Finding[];
}

/**
 * Checks the files, or the dashboards and rules of the app's plugins when no file is given.
 * @throws PromenadeError `PROMENADE_USAGE`, `PROMENADE_METRICS_UNREADABLE`
 */
export async function lintEverything(
  { directory, files, app, metrics, ignore, runbookUrl }: LintRequest,
  progress: (what: string) => void,
): Promise<readonly LintReport[]> {
  const plugins = app?.plugins ?? [];
  const defined = [...recordedBy(plugins), ...(app?.ownMetrics ?? [])];
  const catalogue = await catalogueOf(directory, metrics, defined);
  const options: LintOptions = { catalogue, ignore };
  const reports: LintReport[] = [];
  const asked = files.length > 0 ? [] : plugins;
  const boards = await boardsOf(asked, runbookUrl === undefined ? {} : { runbookUrl });
  for (const [index, { plugin, dashboards, rules }] of boards.entries()) {
    progress(plugin);
    // A live page lacks what the app has not done yet; what is never plotted only the definitions tell.
    const own = plugins.slice(index, index + 1).flatMap(definitionsOf);
    const findings = lintDashboards(dashboards, {
      ...options,
      ...(metrics === undefined ? { metrics: own } : {}),
    });
    if (dashboards.length > 0) reports.push({ name: `${plugin}: dashboards`, findings });
    if (rules.groups.length > 0)
      reports.push({ name: `${plugin}: alerts`, findings: lintRules(rules, options) });
  }
  for (const file of files) {
    const name = relative(directory, resolve(directory, file));
    progress(name);
    reports.push({ name, findings: await lintFile(resolve(directory, file), name, options) });
  }
  return reports;
}

async function lintFile(
  path: string,
  name: string,
  options: LintOptions,
): Promise<readonly Finding[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw usageError(`${name} cannot be read: ${messageOf(error)}`);
  });
  if (/\.json$/i.test(path)) return lintDashboards([text], options);
  if (/\.ya?ml$/i.test(path)) return lintRules(text, options);
  throw usageError(`${name} is neither a dashboard (.json) nor a rule file (.yaml, .yml)`);
}

async function catalogueOf(
  directory: string,
  metrics: string | undefined,
  definitions: readonly MetricDefinition[],
): Promise<Catalogue> {
  if (metrics === undefined) return catalogueFromDefinitions(definitions);
  const isUrl = /^https?:\/\//.test(metrics);
  try {
    const text = isUrl
      ? await fetchText(metrics)
      : await readFile(resolve(directory, metrics), "utf8");
    return catalogueFromExposition(text);
  } catch (error) {
    throw new PromenadeError(
      "PROMENADE_METRICS_UNREADABLE",
      `The metrics cannot be read from ${metrics}: ${messageOf(error)}. Is the app running? It says its URL when it starts.`,
      { cause: error },
    );
  }
}

async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return await answer.text();
}
