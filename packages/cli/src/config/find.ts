import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { PromenadeError } from "@promenade/core";

const names = ["promenade.ts", "promenade.mts", "promenade.js", "promenade.mjs"];
const folders = [".", "src"];

/**
 * The app's set-up: the file that was asked for, else the first `promenade.ts`, `.mts`, `.js` or `.mjs` here or in `src`.
 * @throws PromenadeError `PROMENADE_CONFIG_MISSING`
 */
export function findConfig(directory: string, asked: string | undefined): string {
  if (asked !== undefined) {
    const file = resolve(directory, asked);
    if (existsSync(file)) return file;
    throw missing(`There is no file ${relative(directory, file)} in ${directory}.`);
  }
  const found = searchConfig(directory);
  if (found !== undefined) return found;
  throw missing(
    `There is no promenade.ts (or .mts, .js, .mjs) in ${directory} or its src. Write one by \`promenade init\`, or name it by --config <file>.`,
  );
}

export function searchConfig(directory: string): string | undefined {
  return folders
    .flatMap((folder) => names.map((name) => join(directory, folder, name)))
    .find((file) => existsSync(file));
}

function missing(message: string): PromenadeError {
  return new PromenadeError("PROMENADE_CONFIG_MISSING", message);
}
