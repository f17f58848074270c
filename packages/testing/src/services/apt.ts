import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { cacheDirectory } from "./paths.ts";
import { privateApt } from "./private-apt.ts";
import { run, type RunResult } from "./run.ts";

/** A package to unpack, and for what. */
export interface DebianPackage {
  /** Names the service in messages. */
  readonly service: string;
  readonly package: string;
  /** The Debian suite that has the wanted version. */
  readonly suite: string;
  /** Packages that are unpacked beside it: libraries that a small system lacks. */
  readonly beside?: readonly string[];
}

/**
 * Unpacks a Debian package into the cache and returns that directory. Nothing on the system changes: apt runs with
 * lists and sources of its own, made from the mirror that this machine is set up with, and needs no root.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function debianPackage(wanted: DebianPackage): Promise<string> {
  const target = join(cacheDirectory("debian", wanted.suite), wanted.package);
  if (existsSync(target)) return target;
  const lock = join(cacheDirectory("debian"), `${wanted.suite}.lock`);
  return await withLock(lock, async () => {
    if (!existsSync(target)) await download(wanted, target);
    return target;
  });
}

async function download(wanted: DebianPackage, target: string): Promise<void> {
  const { suite } = wanted;
  const environment = await privateApt({
    suite,
    type: "deb",
    unavailable: (reason) => unavailable(wanted, reason),
  });
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "root"), { recursive: true });
  try {
    const options = { directory: work, environment, timeoutMilliseconds: 240_000 };
    check(
      wanted,
      await run("apt-get", ["download", wanted.package, ...(wanted.beside ?? [])], options),
    );
    const unpack = `for file in *.deb; do dpkg -x "$file" root || exit 1; done`;
    check(wanted, await run("/bin/sh", ["-c", unpack], options));
    renameSync(join(work, "root"), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function check(wanted: DebianPackage, result: RunResult): void {
  if (result.code !== 0) throw unavailable(wanted, lastLines(result.stderr || result.stdout));
}

function unavailable(wanted: DebianPackage, reason: string): Error {
  const remedy = `Install ${wanted.service} and put its binary on the PATH (Debian: apt-get install ${wanted.package}; macOS: brew install ${wanted.package}).`;
  return new ServiceMissingError(wanted.service, reason, remedy);
}
