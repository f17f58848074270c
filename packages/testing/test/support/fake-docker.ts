import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { redisBinary } from "../../src/services/redis-binaries.ts";

const fixtures = fileURLToPath(new URL("../fixtures/docker", import.meta.url));

export interface FakeDocker {
  /** Of this fake alone; the harness keeps its cache in `cache` in it. */
  readonly directory: string;
  /** What the engine has; the words are those of the fixture. */
  has(words: string): void;
  /** The commands so far, with names for what is random. */
  commands(): readonly string[];
  /** The containers and volumes that are there. */
  left(): readonly string[];
  remove(): void;
}

/**
 * Puts a `docker` on the PATH that runs this machine's redis-server; what it shows is which commands are given, not what an
 * engine does.
 */
export async function fakeDocker(): Promise<FakeDocker> {
  const { command, environment } = await redisBinary();
  const directory = mkdtempSync(join(tmpdir(), "promenade-test-"));
  const log = join(directory, "log");
  chmodSync(join(fixtures, "docker"), 0o755);
  const variables = {
    REDIS_URL: "",
    PROMENADE_DOCKER: "",
    FAKE_DOCKER: directory,
    FAKE_REDIS: command,
    FAKE_ENGINE: "engine image",
    XDG_CACHE_HOME: join(directory, "cache"),
    // What is known about an engine is kept by its address.
    DOCKER_HOST: `unix://${directory}`,
    LD_LIBRARY_PATH: environment["LD_LIBRARY_PATH"] ?? "",
    PATH: `${fixtures}${delimiter}${process.env["PATH"]}`,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return {
    directory,
    has: (words) => void vi.stubEnv("FAKE_ENGINE", words),
    commands: () => {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, "utf8").trim().split("\n");
      return lines.map((line) => line.replaceAll(/promenade-[\da-f]{12}/g, "X"));
    },
    left: () => readdirSync(directory).filter((name) => name !== "log"),
    remove: () => {
      vi.unstubAllEnvs();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
