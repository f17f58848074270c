import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { npmInstall } from "@promenade/testing/services";
import { directories, prisma6Version } from "./directories.ts";

/**
 * Generates a client of each supported major from the same models. Prisma 6 has an installation of its own, because
 * two majors do not fit into one. What exists and is current is kept; test files that run at once wait for each other.
 */
export async function generateClients(): Promise<void> {
  await alone(async () => {
    await generate(directories.prisma7, {
      cli: fileURLToPath(import.meta.resolve("prisma/build/index.js")),
      generator: "",
      datasource: "",
    });
    await install6();
    await generate(directories.prisma6, {
      cli: join(directories.prisma6, "node_modules/prisma/build/index.js"),
      generator: `engineType = "client"`,
      datasource: `url = "postgresql://unused"`,
    });
  });
}

const patienceMilliseconds = 300_000;

/** Runs `work` while no other process does: a directory can be made only once. */
async function alone(work: () => Promise<void>): Promise<void> {
  mkdirSync(dirname(directories.lock), { recursive: true });
  while (!take(directories.lock)) await sleep(100);
  try {
    await work();
  } finally {
    rmSync(directories.lock, { recursive: true, force: true });
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // What a process that was killed left behind.
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > patienceMilliseconds)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

const run = promisify(execFile);

interface Major {
  readonly cli: string;
  readonly generator: string;
  readonly datasource: string;
}

async function generate(directory: string, { cli, generator, datasource }: Major): Promise<void> {
  const models = readFileSync(join(import.meta.dirname, "models.prisma"), "utf8");
  const schema = `generator client {
  provider = "prisma-client"
  output   = "./client"
  ${generator}
}

datasource db {
  provider = "postgresql"
  ${datasource}
}

${models}`;
  const file = join(directory, "schema.prisma");
  const isCurrent =
    existsSync(join(directory, "client/client.ts")) && readFileSync(file, "utf8") === schema;
  if (isCurrent) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, schema);
  await run(process.execPath, [cli, "generate", "--schema", file], {
    cwd: directory,
    // The client needs no engine, but the command would download one unless it is told of a file.
    env: { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
  });
}

async function install6(): Promise<void> {
  const directory = directories.prisma6;
  const installed = join(directory, "node_modules/@prisma/adapter-pg/package.json");
  if (existsSync(installed) && readFileSync(installed, "utf8").includes(`"${prisma6Version}"`))
    return;
  mkdirSync(directory, { recursive: true });
  const packages = ["prisma", "@prisma/client", "@prisma/adapter-pg", "@prisma/instrumentation"];
  const dependencies = Object.fromEntries(packages.map((name) => [name, prisma6Version]));
  const manifest = { private: true, type: "module", dependencies };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  await npmInstall(directory);
}
