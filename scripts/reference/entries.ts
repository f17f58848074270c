import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "..", "..");

/** One thing that an app can import: `@promenade/dashboard/lint`. */
export interface Entry {
  readonly specifier: string;
  readonly source: string;
  /** The name of its page. */
  readonly page: string;
  readonly description: string;
}

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports?: Readonly<Record<string, string>>;
}

/** The entry points of every package, as its `exports` name them. */
export function entriesOf(): readonly Entry[] {
  const packages = join(repository, "packages");
  return readdirSync(packages).flatMap((folder) => {
    const manifest = JSON.parse(
      readFileSync(join(packages, folder, "package.json"), "utf8"),
    ) as Manifest;
    return Object.entries(manifest.exports ?? {})
      .filter(([, file]) => file.endsWith(".js"))
      .map(([path, file]) => ({
        specifier: join(manifest.name, path),
        source: join(packages, folder, file.replace("/dist/", "/src/").replace(/\.js$/, ".ts")),
        page: join(folder, path).replaceAll("/", "-"),
        description: manifest.description,
      }));
  });
}
