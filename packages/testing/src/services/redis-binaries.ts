import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { debianPackage } from "./apt.ts";
import { findExecutables } from "./paths.ts";

export interface RedisBinary {
  readonly command: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Finds `redis-server` on the PATH, else unpacks it from Debian's packages into the cache.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function redisBinary(): Promise<RedisBinary> {
  const [found] = findExecutables("redis-server");
  if (found !== undefined) return { command: found, environment: process.env };
  const root = await debianPackage({
    service: "Redis",
    package: "redis-server",
    suite: "bookworm",
    // The program itself is in redis-tools.
    beside: ["redis-tools", "libjemalloc2", "liblzf1", "libatomic1", "libssl3"],
  });
  return {
    command: join(root, "usr", "bin", "redis-server"),
    environment: { ...process.env, LD_LIBRARY_PATH: librariesIn(root).join(":") },
  };
}

/** Debian keeps libraries in a directory of the processor's kind. */
function librariesIn(root: string): readonly string[] {
  return [join(root, "usr", "lib"), join(root, "lib")]
    .filter((directory) => existsSync(directory))
    .flatMap((directory) =>
      readdirSync(directory)
        .filter((name) => name.includes("linux-gnu"))
        .map((name) => join(directory, name)),
    );
}
