import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { Block } from "./blocks.ts";

const compilerOptions = {
  composite: false,
  declaration: false,
  declarationMap: false,
  rootDir: ".",
  outDir: "out",
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/**
 * Compiles the TypeScript of pages in `folder`, which must lie below the repository, and says what is wrong as
 * `page:line message`. The JavaScript is in `out` then, under the name that each block has.
 */
export async function compile(
  repository: string,
  folder: string,
  blocks: readonly Block[],
): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const base = join(relative(folder, repository), "tsconfig.base.json");
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: base, compilerOptions, files: blocks.map(({ file }) => file) }),
  );
  await writeFile(join(folder, "package.json"), `{"type":"module"}`);
  for (const { file, given, code } of blocks) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    // One line before the code, always: line n of the file is line n - 1 of the block.
    await writeFile(join(folder, file), `export {}; ${given}\n${code}`);
  }
  const output = await startCompiler(folder);
  return output
    .split("\n")
    .filter((line) => line.includes("error TS"))
    .map((line) => located(line, blocks));
}

async function startCompiler(folder: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin: { tsc: string } };
  const compiler = join(dirname(manifest), bin.tsc);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, "--project", folder, "--pretty", "false"],
      { cwd: folder, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

function located(line: string, blocks: readonly Block[]): string {
  const [, file, row, message] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
  const block = blocks.find((one) => one.file === file);
  return block === undefined ? line : `${block.page}:${block.line + Number(row) - 2} ${message}`;
}
