import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { directories, prisma6Version } from "./directories.ts";

/**
 * Generates a client of each supported major from the same models. Prisma 6 has an installation of its own, because
 * two majors do not fit into one. What exists and is current is kept.
 */
export function setup(): void {
  generate(directories.prisma7, {
    cli: createRequire(import.meta.url).resolve("prisma/build/index.js"),
    generator: "",
    datasource: "",
  });
  install6();
  generate(directories.prisma6, {
    cli: join(directories.prisma6, "node_modules/prisma/build/index.js"),
    generator: `engineType = "client"`,
    datasource: `url = "postgresql://unused"`,
  });
}

interface Major {
  readonly cli: string;
  readonly generator: string;
  readonly datasource: string;
}

function generate(directory: string, { cli, generator, datasource }: Major): void {
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
  execFileSync(process.execPath, [cli, "generate", "--schema", file], {
    cwd: directory,
    stdio: "pipe",
    // The client needs no engine, but the command would download one unless it is told of a file.
    env: { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
  });
}

function install6(): void {
  const directory = directories.prisma6;
  const installed = join(directory, "node_modules/@prisma/adapter-pg/package.json");
  if (existsSync(installed) && readFileSync(installed, "utf8").includes(`"${prisma6Version}"`))
    return;
  mkdirSync(directory, { recursive: true });
  const packages = ["prisma", "@prisma/client", "@prisma/adapter-pg", "@prisma/instrumentation"];
  const dependencies = Object.fromEntries(packages.map((name) => [name, prisma6Version]));
  const manifest = { private: true, type: "module", dependencies };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: directory,
    stdio: "pipe",
  });
}
