import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { npmInstall, withLock } from "@promenade/testing/services";
import type { Kafka } from "kafkajs";

const version = "1.10.1";
/** What the installation may take where the client must be built. */
export const installMilliseconds = 1_200_000;

/** The part of the package that is used; its clients have the methods of kafkajs. */
export interface ConfluentModule {
  readonly KafkaJS: {
    readonly Kafka: new (config: object) => Kafka;
    readonly logLevel: { readonly NOTHING: number };
  };
  readonly librdkafkaVersion: string;
}

/**
 * The package cannot be a dependency of this repository: its install script downloads a binary, and where it cannot, it
 * fails the whole installation. So it has a directory of its own in the cache, for each version of Node's interface. The
 * binary is downloaded there, else built from the source that is in the package, which takes some minutes, once.
 */
export async function loadConfluent(): Promise<ConfluentModule> {
  const base = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const name = `confluent-kafka-${version}-${process.platform}-${process.versions.modules}`;
  const directory = join(base, "promenade", name);
  const done = join(directory, "done");
  mkdirSync(dirname(directory), { recursive: true });
  const work = async (): Promise<void> => {
    if (existsSync(done)) return;
    rmSync(directory, { recursive: true, force: true });
    await install(directory);
    writeFileSync(done, "");
  };
  await withLock(`${directory}.lock`, work, installMilliseconds);
  return load(directory);
}

function load(directory: string): ConfluentModule {
  const require = createRequire(join(directory, "package.json"));
  return require("@confluentinc/kafka-javascript") as ConfluentModule;
}

async function install(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const dependencies = { "@confluentinc/kafka-javascript": version, "node-gyp": "^12.0.0" };
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true, dependencies }));
  await npmInstall(directory);
  const own = join(directory, "node_modules/@confluentinc/kafka-javascript");
  const preGyp = join(directory, "node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp");
  try {
    execute(process.execPath, [preGyp, "install"], own);
    load(directory);
    return;
  } catch {
    // There is no binary for this machine, or no way to it.
  }
  try {
    build(directory, own);
    load(directory);
  } catch (error) {
    throw new Error(
      "@confluentinc/kafka-javascript could neither be downloaded nor built: it needs github.com, or a C++ compiler, make, Python and OpenSSL's headers (Debian: apt-get install build-essential python3 libssl-dev zlib1g-dev).",
      { cause: error },
    );
  }
}

function build(directory: string, own: string): void {
  installTools(directory);
  const library = join(own, "deps/librdkafka");
  const target = join(directory, "librdkafka");
  const off = ["curl", "gssapi", "zstd", "lz4-ext"].map((name) => `--disable-${name}`);
  execute("./configure", [`--prefix=${target}`, ...off], library);
  execute("make", ["-j2", "libs"], library);
  for (const part of ["src", "src-cpp"]) execute("make", ["-C", part, "install"], library);
  const include = join(target, "include");
  const lib = join(target, "lib");
  const gyp = join(directory, "node_modules/node-gyp/bin/node-gyp.js");
  execute(process.execPath, [gyp, "rebuild", ...headers()], own, {
    BUILD_LIBRDKAFKA: "0",
    CXXFLAGS: `-I${include} -I${join(include, "librdkafka")}`,
    LDFLAGS: `-L${lib} -Wl,-rpath,${lib}`,
  });
}

/** A bare Debian has no compiler; root may have it installed. Elsewhere the build itself tells what is missing. */
function installTools(directory: string): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const tools = ["g++", "make", "python3", "libssl-dev", "zlib1g-dev"];
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    execute("dpkg", ["--status", ...tools], directory);
  } catch {
    const args = ["install", "--yes", "--no-install-recommends", ...tools];
    execute("apt-get", ["update"], directory, environment);
    execute("apt-get", args, directory, environment);
  }
}

/** Node's own headers where they were installed with it; else node-gyp fetches them. */
function headers(): readonly string[] {
  const root = dirname(dirname(process.execPath));
  const places = [root];
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const native = `node-${process.platform}-${process.arch}`;
    places.push(
      join(dirname(manifest), "node_modules", native),
      join(dirname(manifest), "..", native),
    );
  } catch {
    // This Node did not come from npm.
  }
  const found = places.find((place) => existsSync(join(place, "include/node/node_version.h")));
  return found === undefined ? [] : [`--nodedir=${found}`];
}

function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {},
): void {
  execFileSync(command, [...args], {
    cwd,
    stdio: "pipe",
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
}
