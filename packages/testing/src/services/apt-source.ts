import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { debianPackage } from "./apt.ts";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { cacheDirectory, findExecutables } from "./paths.ts";
import { privateApt } from "./private-apt.ts";
import { run } from "./run.ts";

/** A folder of the sources that a Debian package is built from. */
export interface DebianSource {
  readonly package: string;
  /** The Debian suite that has the wanted version. */
  readonly suite: string;
  /** Its path inside of the sources. */
  readonly folder: string;
}

/**
 * Unpacks one folder of a Debian package's original sources into the cache and returns its path: the sources of the
 * very program that {@link debianPackage} gives. Nothing on the system changes.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function debianSource(wanted: DebianSource): Promise<string> {
  const { suite, folder } = wanted;
  const target = join(cacheDirectory("debian", suite), `${wanted.package}-source`, folder);
  if (existsSync(target)) return target;
  // Before the lock is taken: this may need it too.
  const xz = await xzBinary();
  const lock = join(cacheDirectory("debian"), `${suite}.lock`);
  return await withLock(lock, async () => {
    if (!existsSync(target)) await download(wanted, target, xz);
    return target;
  });
}

async function download(wanted: DebianSource, target: string, xz: string): Promise<void> {
  const { suite, folder } = wanted;
  const unavailable = (reason: string): Error => missing(wanted, reason);
  const environment = await privateApt({ suite, type: "deb-src", unavailable });
  const work = join(cacheDirectory("debian", suite), `${wanted.package}-source.${process.pid}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const path = `${dirname(xz)}${delimiter}${environment["PATH"] ?? ""}`;
    const options = {
      directory: work,
      environment: { ...environment, PATH: path },
      timeoutMilliseconds: 240_000,
    };
    const commands = [
      // Only the archive: the rest, such as Debian's own changes, is of no use here.
      ["apt-get", "source", "--download-only", "--tar-only", wanted.package],
      ["/bin/sh", "-c", unpack, "unpack", `*/${folder}`],
    ] as const;
    for (const [command, ...args] of commands) {
      const { code, stderr, stdout } = await run(command, args, options);
      if (code !== 0) throw unavailable(lastLines(stderr || stdout));
    }
    mkdirSync(dirname(target), { recursive: true });
    renameSync(join(work, folder), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const unpack = `exec tar --extract --file *.orig.tar.* --strip-components 1 --wildcards "$1"`;

/** A small Debian has no xz, but the library that it is made of: dpkg needs it. */
async function xzBinary(): Promise<string> {
  const [onPath] = findExecutables("xz");
  if (onPath !== undefined) return onPath;
  const wanted = { service: "xz", package: "xz-utils", suite: "bookworm" };
  return join(await debianPackage(wanted), "usr", "bin", "xz");
}

function missing(wanted: DebianSource, reason: string): Error {
  const remedy = `Let apt reach a Debian mirror that has the sources of ${wanted.package} in ${wanted.suite}.`;
  return new ServiceMissingError(`The source of ${wanted.package}`, reason, remedy);
}
