import { extname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inspectOnly } from "@promenade/core";
import { isMissingModule } from "./explain.ts";
import { withoutPorts } from "./guard.ts";

export type Module = Readonly<Record<string, unknown>>;

/** Imports the file as Node does; TypeScript that Node itself cannot read goes through jiti. Rejects with what it throws. */
export async function loadModule(file: string): Promise<Module> {
  inspectOnly();
  return await withoutPorts(async () => {
    const module = await importModule(file);
    // What it set going in its first turn still counts as its loading: a port, a rejection.
    await setImmediate();
    return module;
  });
}

async function importModule(file: string): Promise<Module> {
  const isTypeScript = /^\.[mc]?ts$/.test(extname(file));
  if (isTypeScript && process.features.typescript === false) return await byJiti(file);
  try {
    return (await import(pathToFileURL(file).href)) as Module;
  } catch (error) {
    if (!isTypeScript || !isForJiti(error)) throw error;
    return await byJiti(file).catch((second: unknown) => {
      // What neither can read is told in Node's words: they have the line.
      throw isForJiti(second) ? error : second;
    });
  }
}

async function byJiti(file: string): Promise<Module> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(file, { fsCache: false, interopDefault: false, tsconfigPaths: true });
  return await jiti.import<Module>(file);
}

const codes = new Set([
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
]);

/**
 * Whether another loader may do better: imports without an extension, aliases, decorators, enums, types imported as
 * values, CommonJS in TypeScript. All but the last fail before any of the app's code has run.
 */
function isForJiti(error: unknown): boolean {
  if (isMissingModule(error)) return true;
  if (!(error instanceof Error)) return false;
  if (error instanceof SyntaxError || error.message.startsWith("ParseError: ")) return true;
  if ("code" in error && codes.has(String(error.code))) return true;
  return (
    error instanceof ReferenceError &&
    /^(?:require|module|exports|__dirname|__filename) is not defined/.test(error.message)
  );
}
