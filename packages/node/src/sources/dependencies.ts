import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";
import type { NodeOptions } from "../options.ts";

/** More than this would be a table that nobody reads. */
const most = 200;

/**
 * Records the installed version of each direct dependency of the application. It reads the manifests one after the
 * other while the app goes on starting, so that it never competes with the app for libuv's threads.
 */
export function recordDependencies(
  context: PluginContext<NodeMetrics>,
  wanted: NonNullable<NodeOptions["dependencies"]>,
): void {
  const { metrics } = context;
  metrics.dependencyInfo.clear();
  if (wanted === false || !context.isEnabled("dependencyInfo")) return;
  const stopped = new AbortController();
  context.defer(() => {
    stopped.abort();
    metrics.dependencyInfo.clear();
  });
  readDependencies(applicationDirectories(), wanted === true ? undefined : wanted, stopped.signal)
    .then((found) => {
      if (stopped.signal.aborted) return;
      for (const { dependency, version } of found) {
        metrics.dependencyInfo.set({ dependency, version }, 1);
      }
    })
    .catch((error: unknown) => context.log.debug(`Dependencies are not shown: ${String(error)}`));
}

export interface InstalledDependency {
  readonly dependency: string;
  readonly version: string;
}

/** Where to look for the application's package.json: the working directory first, then the script's. */
export function applicationDirectories(): readonly string[] {
  const script = process.argv[1];
  return script === undefined ? [process.cwd()] : [process.cwd(), dirname(script)];
}

/**
 * The installed versions of direct dependencies, sorted by name.
 * @param wanted the names to look up; undefined for all that package.json lists
 */
export async function readDependencies(
  directories: readonly string[],
  wanted: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly InstalledDependency[]> {
  const application = await findManifest(directories);
  if (application === undefined) return [];
  const names = (wanted ?? listedIn(application.manifest)).toSorted().slice(0, most);
  const found: InstalledDependency[] = [];
  for (const dependency of names) {
    if (signal.aborted) return [];
    const version = await installedVersion(application.directory, dependency);
    if (version !== undefined) found.push({ dependency, version });
  }
  return found;
}

type Manifest = Readonly<Record<string, unknown>>;

async function findManifest(
  directories: readonly string[],
): Promise<{ readonly directory: string; readonly manifest: Manifest } | undefined> {
  for (const start of directories) {
    for (const directory of upwards(start)) {
      const manifest = await readManifest(join(directory, "package.json"));
      if (manifest !== undefined) return { directory, manifest };
    }
  }
  return undefined;
}

function listedIn(manifest: Manifest): readonly string[] {
  const lists = [manifest["dependencies"], manifest["optionalDependencies"]];
  return [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))];
}

async function installedVersion(from: string, dependency: string): Promise<string | undefined> {
  for (const directory of upwards(from)) {
    const path = join(directory, "node_modules", dependency, "package.json");
    const version = (await readManifest(path))?.["version"];
    if (typeof version === "string" && version !== "") return version;
  }
  return undefined;
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

function* upwards(start: string): Generator<string> {
  for (let directory = start; ; directory = dirname(directory)) {
    yield directory;
    if (dirname(directory) === directory) return;
  }
}
