import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { PromenadeError } from "@promenade/core";
import { messageOf } from "../errors.ts";

interface Place {
  readonly file: string;
  readonly line: number;
}

const missingPattern = /Cannot find (?:package|module) '([^']+)'(?:[^\n]* imported from (\S+))?/;

/** Says why a set-up could not be loaded, where, and what to do. */
export function explainFailure(error: unknown, config: string, directory: string): PromenadeError {
  const place = placeOf(error, config);
  const file = relative(directory, place?.file ?? config);
  const where = place === undefined ? file : `${file}:${place.line}`;
  const code = PromenadeError.isInstance(error) ? error.code : "PROMENADE_CONFIG_FAILED";
  const fix = fixOf(error);
  const reason = reasonOf(error);
  const end = /[.?!]$/.test(reason) ? "" : ".";
  const message = `${where}: ${reason}${end}${fix === undefined ? "" : ` ${fix}`}`;
  return new PromenadeError(code, message, { cause: error });
}

/** Whether it is about an import that leads nowhere. */
export function isMissingModule(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}

function reasonOf(error: unknown): string {
  const [line = ""] = stripVTControlCharacters(messageOf(error)).trim().split("\n");
  const first = line.replace(/^ParseError: /, "").trim();
  const [, specifier] = isMissingModule(error) ? (missingPattern.exec(first) ?? []) : [];
  const reason =
    specifier === undefined ? first : `the module "${readable(specifier)}" is not there`;
  return reason;
}

function fixOf(error: unknown): string | undefined {
  const [, specifier = ""] = missingPattern.exec(messageOf(error)) ?? [];
  if (!isMissingModule(error) || /^[./]|^file:/.test(specifier)) return undefined;
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  return `Install it: npm install ${name}`;
}

/** The line in the app's own files: of a syntax error, of an import that leads nowhere, else of the first frame. */
function placeOf(error: unknown, config: string): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  const stack = stripVTControlCharacters(error.stack ?? "");
  const [, specifier, importer] = missingPattern.exec(error.message) ?? [];
  if (isMissingModule(error) && specifier !== undefined)
    return importOf(specifier, readable(importer ?? config)) ?? importOf(specifier, config);
  const [, head = "", row = "1"] = headPattern.exec(stack) ?? [];
  const frames = [...stack.matchAll(framePattern)].map(([, path = "", line = "1"]) => [path, line]);
  const places = [[head, row], ...frames].map(([path = "", line]) => ({
    file: readable(path),
    line: Number(line),
  }));
  const project = projectOf(config);
  return places.find(({ file }) => file.startsWith(project) && !file.includes("node_modules"));
}

/** `/app/promenade.ts:3`, alone on its line: where a syntax error is. */
const headPattern = /^\s*((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n:]+):(\d+)(?::\d+)?\s*$/m;
const framePattern = /^\s+at .*?\(?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n:()]+):(\d+):\d+\)?$/gm;

/** The folder of the nearest package.json: what lies below it is the app's own. */
function projectOf(config: string): string {
  for (let folder = dirname(config); ; folder = dirname(folder))
    if (existsSync(join(folder, "package.json")) || folder === dirname(folder))
      return folder.endsWith(sep) ? folder : folder + sep;
}

/** The line on which a file imports something; Node tells the file only. */
function importOf(specifier: string, file: string): Place | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  // A relative import is reported by the path that it leads to.
  const last = specifier.split("/").at(-1) ?? specifier;
  const lines = text.split("\n");
  const index = [specifier, last].map((name) => lines.findIndex((one) => isImport(one, name)));
  const line = index.find((at) => at !== -1);
  return line === undefined ? undefined : { file, line: line + 1 };
}

function isImport(line: string, name: string): boolean {
  return /\b(?:from|import|require)\b/.test(line) && line.includes(name);
}

function readable(path: string): string {
  return path.startsWith("file://") ? fileURLToPath(path) : path;
}
