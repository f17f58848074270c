import { existsSync } from "node:fs";
import { join } from "node:path";
import { debianPackage } from "./apt.ts";
import { findExecutables } from "./paths.ts";
import { run } from "./run.ts";

/** The major versions whose behaviour differs for us. */
export type PrometheusVersion = "2" | "3";

/** Debian 12 has 2.42; no Debian release has a 3.x yet, its development suite does. */
const suites: Readonly<Record<PrometheusVersion, string>> = { "2": "bookworm", "3": "sid" };

type Program = "prometheus" | "promtool";

const found = new Map<string, Promise<string>>();

/**
 * The path of `prometheus` or `promtool` of that major version: on the PATH, else unpacked from Debian's package into
 * the cache.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export function prometheusBinary(program: Program, version: PrometheusVersion): Promise<string> {
  const key = `${program} ${version}`;
  const path = found.get(key) ?? find(program, version);
  found.set(key, path);
  return path;
}

async function find(program: Program, version: PrometheusVersion): Promise<string> {
  for (const path of findExecutables(program))
    if ((await majorVersion(path)) === version) return path;
  const service = program === "promtool" ? "promtool" : `Prometheus ${version}.x`;
  for (const name of ["prometheus", program]) {
    const root = await debianPackage({ service, package: name, suite: suites[version] });
    const path = join(root, "usr", "bin", program);
    if (existsSync(path)) return path;
  }
  throw new Error(`Debian's package of ${service} has no ${program}; report this as a bug.`);
}

async function majorVersion(path: string): Promise<string | undefined> {
  const { stdout, stderr } = await run(path, ["--version"]);
  return /version (\d+)\./.exec(stdout + stderr)?.[1];
}
