import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastLines } from "./missing.ts";
import { cacheDirectory, findExecutables } from "./paths.ts";
import { run } from "./run.ts";

/** What a private apt reads, and how it fails. */
export interface PrivateApt {
  readonly suite: string;
  /** Packages to unpack, or the sources that they were built from. */
  readonly type: "deb" | "deb-src";
  /** The error for a machine that cannot do it. */
  readonly unavailable: (reason: string) => Error;
}

/**
 * apt's environment with sources, lists and cache of our own, made from the mirror that this machine is set up with.
 * @throws Error that `unavailable` makes
 */
export async function privateApt(wanted: PrivateApt): Promise<NodeJS.ProcessEnv> {
  if (findExecutables("apt-get").length === 0 || findExecutables("dpkg").length === 0)
    throw wanted.unavailable("it is not on the PATH, and this is not a Debian system");
  const home = cacheDirectory("debian", wanted.suite, wanted.type === "deb" ? "apt" : "apt-source");
  for (const part of ["parts", "state/lists/partial", "cache/archives/partial"])
    mkdirSync(join(home, part), { recursive: true });
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  const mirror = await configuredMirror(wanted);
  writeFileSync(
    join(home, "sources.list"),
    `${wanted.type} ${signed}${mirror} ${wanted.suite} main\n`,
  );
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
  const options = { environment, timeoutMilliseconds: 240_000 };
  const { code, stderr, stdout } = await run("apt-get", ["update"], options);
  if (code !== 0) throw wanted.unavailable(lastLines(stderr || stdout));
  return environment;
}

/** The mirror that this machine's own apt uses for Debian. */
async function configuredMirror({ unavailable }: PrivateApt): Promise<string> {
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
  throw unavailable("apt has no Debian mirror");
}
