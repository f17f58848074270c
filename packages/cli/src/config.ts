import type { LoadedApp } from "./config/app.ts";
import { explainFailure } from "./config/explain.ts";
import { findConfig, searchConfig } from "./config/find.ts";
import { loadModule } from "./config/load.ts";
import { readApp } from "./config/read.ts";

/**
 * Finds and loads the app's set-up. Nothing is started: `metrics.start()` does nothing in this process, and no server
 * may listen while the file is loaded.
 * @throws PromenadeError `PROMENADE_CONFIG_MISSING`, `PROMENADE_CONFIG_FAILED`, `PROMENADE_CONFIG_STARTS`,
 * `PROMENADE_CONFIG_EMPTY`, and what `promenade()` and the plugins throw, each with its line
 */
export async function loadConfig(directory: string, asked?: string): Promise<LoadedApp> {
  const file = findConfig(directory, asked);
  try {
    return await readApp(await loadModule(file), file);
  } catch (error) {
    throw explainFailure(error, file, directory);
  }
}

/** The same, or `undefined` when there is no such file and none was asked for. */
export async function loadConfigIfAny(
  directory: string,
  asked?: string,
): Promise<LoadedApp | undefined> {
  if (asked === undefined && searchConfig(directory) === undefined) return undefined;
  return await loadConfig(directory, asked);
}
