import { copyFile, glob, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { run } from "@promenade/testing/services";
import type { Block } from "../blocks.ts";
import type { FoundExample } from "./examples.ts";

const timeoutMilliseconds = 120_000;

export interface Program {
  readonly block: Block;
  readonly found: FoundExample | undefined;
  /** Where it was compiled to. */
  readonly file: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Runs a block of TypeScript in a process of its own, and says what went wrong; nothing when it is as the page says. */
export async function complaintOf(program: Program): Promise<string> {
  const args = isTest(program.block) ? await testArguments(program) : driverArguments(program);
  const { directory, environment } = program;
  const { code, stdout, stderr } = await run(process.execPath, args, {
    directory,
    environment,
    timeoutMilliseconds,
  });
  return code === 0 ? "" : `It ended with ${code}.\n${stdout}\n${stderr}`.trim();
}

function driverArguments({ block, file, found }: Program): readonly string[] {
  return [join(import.meta.dirname, "driver.ts"), file, found?.file ?? "", block.id];
}

export function isTest({ code }: Block): boolean {
  return code.includes('from "vitest"');
}

/** What a block of tests takes for given is there before its file is loaded. */
const setup = (example: string, id: string): string => `
const { example } = await import(${JSON.stringify(example)});
Object.assign(globalThis, await example.blocks?.[${JSON.stringify(id)}]?.given?.());
`;

/** Tests are run by vitest, beside the compiled files of their page. */
async function testArguments({ block, file, found, directory }: Program) {
  const suite = join(directory, "suite");
  await mkdir(join(suite, "dashboards"), { recursive: true });
  await copyFolder(dirname(file), suite);
  await writeFile(join(suite, "setup.js"), found === undefined ? "" : setup(found.file, block.id));
  const name = basename(file);
  const vitest = join(
    dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
    "vitest.mjs",
  );
  await writeFile(
    join(suite, "vitest.config.js"),
    `export default { test: { include: [${JSON.stringify(name)}], setupFiles: ["setup.js"], testTimeout: 60000, hookTimeout: 120000 } };`,
  );
  return [vitest, "run", "--root", suite, "--exclude", "none"];
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const name of glob("*.js", { cwd: from }))
    await copyFile(join(from, name), join(to, name));
}
