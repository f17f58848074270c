import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { cacheDirectory, findExecutables } from "./paths.ts";
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
  if (findExecutables("apt-get").length === 0 || findExecutables("dpkg").length === 0)
    throw unavailable(wanted, "it is not on the PATH, and this is not a Debian system");
  const environment = await privateApt(wanted);
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

/** apt's environment with sources, lists and cache of our own. */
async function privateApt(wanted: DebianPackage): Promise<NodeJS.ProcessEnv> {
  const home = cacheDirectory("debian", wanted.suite, "apt");
  for (const part of ["parts", "state/lists/partial", "cache/archives/partial"])
    mkdirSync(join(home, part), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  const mirror = await configuredMirror(wanted);
  writeFileSync(join(home, "sources.list"), `deb ${signed}${mirror} ${wanted.suite} main\n`);
  const configuration = join(home, "apt.conf");
  writeFileSync(
    configuration,
    [
      `Dir::Etc::sourcelist "${home}/sources.list";`,
      `Dir::Etc::sourceparts "${home}/parts";`,
      `Dir::Etc::preferencesparts "${home}/parts";`,
      `Dir::State "${home}/state";`,
      `Dir::Cache "${home}/cache";`,
      `APT::Sandbox::User "root";`,
      `APT::Default-Release "";`,
      `Acquire::Languages "none";`,
      `Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";`,
    ].join("\n"),
  );
  const environment = { ...process.env, APT_CONFIG: configuration, LC_ALL: "C" };
  check(wanted, await run("apt-get", ["update"], { environment, timeoutMilliseconds: 240_000 }));
  return environment;
}

/** The mirror that this machine's own apt uses for Debian. */
async function configuredMirror(wanted: DebianPackage): Promise<string> {
  // In a fresh container no list was read yet, and apt knows the addresses of its sources, but not what is there.
  for (const options of [[], ["--no-release-info"]]) {
    const format = ["--format", "$(ORIGIN)|$(RELEASE)|$(SITE)"];
    const { stdout } = await run("apt-get", ["indextargets", ...options, ...format]);
    for (const line of stdout.split("\n")) {
      const [origin = "", release = "", site = ""] = line.split("|");
      const isDebian = origin === "Debian" || /\/debian\/?$/.test(site);
      if (isDebian && !release.endsWith("-security")) return site;
    }
  }
  throw unavailable(wanted, "apt has no Debian mirror");
}

function check(wanted: DebianPackage, result: RunResult): void {
  if (result.code !== 0) throw unavailable(wanted, lastLines(result.stderr || result.stdout));
}

function unavailable(wanted: DebianPackage, reason: string): Error {
  const remedy = `Install ${wanted.service} and put its binary on the PATH (Debian: apt-get install ${wanted.package}; macOS: brew install ${wanted.package}).`;
  return new ServiceMissingError(wanted.service, reason, remedy);
}
