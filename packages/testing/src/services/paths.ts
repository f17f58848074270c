import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Where downloaded programs are kept between runs: `$XDG_CACHE_HOME/promenade`, else `~/.cache/promenade`. */
export function cacheDirectory(...parts: readonly string[]): string {
  const base = process.env["XDG_CACHE_HOME"] || join(homedir() || tmpdir(), ".cache");
  const directory = join(base, "promenade", ...parts);
  mkdirSync(directory, { recursive: true });
  return directory;
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Every program of that name on the PATH and in `extra` directories, in that order. */
export function findExecutables(name: string, extra: readonly string[] = []): readonly string[] {
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), ...extra];
  return [...new Set(directories.filter(Boolean).map((directory) => join(directory, name)))].filter(
    isExecutable,
  );
}
