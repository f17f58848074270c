import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { namesOf, rename } from "./names.ts";

/** What a new plugin is called, and where it comes to be. */
export interface CreateOptions {
  /** The observed library, in lower case: `my-lib`. */
  readonly name: string;
  /** Where the package comes to be. Default: `promenade-plugin-<name>` in the working directory. */
  readonly directory?: string;
  /** Default: `promenade-plugin-<name>`. */
  readonly packageName?: string;
}

/** What was written, and where. */
export interface CreatedPlugin {
  readonly directory: string;
  readonly packageName: string;
  /** Paths in the directory, sorted. */
  readonly files: readonly string[];
}

const template = fileURLToPath(new URL("../template", import.meta.url));
/** Dashboards carry a hash of themselves; the first test run writes those of the new name. */
const leftOut = /^(?:node_modules|dist|dashboards|\.turbo)(?:\/|$)/;

/**
 * Writes a plugin package: metric table, source, dashboard, alerts, tests, changeset and CI.
 * @throws Error when the name cannot be a plugin's, or the directory has files already; nothing is written then
 */
export async function createPlugin(options: CreateOptions): Promise<CreatedPlugin> {
  const names = namesOf(options.name);
  const packageName = options.packageName ?? `promenade-plugin-${names.kebab}`;
  if (!/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(packageName))
    throw new Error(`"${packageName}" cannot be a package's name.`);
  const directory = resolve(options.directory ?? `promenade-plugin-${names.kebab}`);
  if ((await readdir(directory).catch(() => [])).length > 0)
    throw new Error(`${directory} is not empty. Name another directory with --dir.`);
  const files: string[] = [];
  for (const file of await templateFiles()) {
    const text = await readFile(join(template, file), "utf8");
    const target = rename(file === "gitignore" ? ".gitignore" : file, names);
    await mkdir(dirname(join(directory, target)), { recursive: true });
    // The package's own name first: it may be in a scope.
    const named = rename(text.replaceAll("promenade-plugin-acme", "\0"), names);
    const content = named.replaceAll("\0", packageName);
    await writeFile(
      join(directory, target),
      file === "package.json" ? publishable(content) : content,
    );
    files.push(target);
  }
  return { directory, packageName, files: files.toSorted((a, b) => a.localeCompare(b)) };
}

async function templateFiles(): Promise<readonly string[]> {
  const entries = await readdir(template, { recursive: true });
  const files: string[] = [];
  for (const entry of entries) {
    const path = relative(template, join(template, entry)).replaceAll("\\", "/");
    if (leftOut.test(path)) continue;
    if ((await stat(join(template, entry))).isFile()) files.push(path);
  }
  return files;
}

/** The template is private, lest it be published, and without `exports`, which have no meaning inside of a package. */
function publishable(manifest: string): string {
  const { private: _, ...rest } = JSON.parse(manifest) as Record<string, unknown>;
  const entries = Object.entries(rest);
  const after = entries.findIndex(([key]) => key === "types") + 1;
  const exports = { ".": "./dist/index.js", "./package.json": "./package.json" };
  const complete = entries.toSpliced(after, 0, ["exports", exports]);
  return `${JSON.stringify(Object.fromEntries(complete), undefined, 2)}\n`;
}
