import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { lastLines, ServiceMissingError } from "./missing.ts";
import { npmInstall } from "./npm.ts";
import { cacheDirectory, isExecutable } from "./paths.ts";

/**
 * The Node.js of exactly that version (`22.12.0`): the one that runs this, else from npm, once, into the cache.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function nodeBinary(version: string): Promise<string> {
  if (process.versions.node === version) return process.execPath;
  const name = packageName();
  const target = join(cacheDirectory(), `node-${version}`);
  const binary = join(target, "node_modules", name, "bin", "node");
  if (!isExecutable(binary))
    await withLock(`${target}.lock`, async () => {
      if (!existsSync(binary)) await install(`${name}@${version}`, target);
    });
  if (isExecutable(binary)) return binary;
  throw missing(version, `${name} has no bin/node`);
}

/** What the package `node` of npm installs on this system. */
function packageName(): string {
  const { platform, arch } = process;
  const prefix = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  return `${prefix}-${platform}-${arch}`;
}

async function install(specifier: string, target: string): Promise<void> {
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  rmSync(target, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, "package.json"), '{ "private": true }\n');
    await npmInstall(work, [specifier]);
    renameSync(work, target);
  } catch (error) {
    const { message } = error as Error;
    throw missing(specifier.replace(/^.*@/, ""), lastLines(message));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function missing(version: string, reason: string): ServiceMissingError {
  return new ServiceMissingError(
    `Node.js ${version}`,
    reason,
    `Let npm reach its registry (npm view ${packageName()}@${version}), or run the tests by that Node.js.`,
  );
}
