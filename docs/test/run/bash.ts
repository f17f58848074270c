import { mkdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { prometheusBinary, run, type RunResult } from "@promenade/testing/services";
import { repository } from "../pages.ts";
import { sandboxes } from "./sandbox.ts";

/** The only programs that blocks find by themselves; the others are functions of commands.sh. */
const harmless = ["cat", "grep", "head", "ls", "tr"];

async function programs(): Promise<string> {
  const directory = join(sandboxes, "programs");
  await mkdir(directory, { recursive: true });
  const { stdout } = await run("which", harmless);
  for (const path of [process.execPath, ...stdout.trim().split("\n")]) {
    const link = join(directory, basename(path));
    await symlink(path, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  return directory;
}

/** Runs a block of a shell with the programs of commands.sh, and no others. */
export async function runBash(
  code: string,
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunResult> {
  const require = createRequire(import.meta.url);
  const script = join(directory, "block.sh");
  const commands = join(import.meta.dirname, "commands.sh");
  await writeFile(script, `. ${commands}\n${code}`);
  const binaries = join(repository, "node_modules", ".bin");
  return await run("/bin/bash", [script], {
    directory,
    timeoutMilliseconds: 180_000,
    environment: {
      ...environment,
      PATH: await programs(),
      // For the few that commands.sh hands on.
      DOCS_PATH: `${dirname(process.execPath)}:${binaries}:${environment["PATH"] ?? ""}`,
      DOCS_RUN: import.meta.dirname,
      DOCS_CLI: join(dirname(require.resolve("@promenade/cli/package.json")), "dist", "bin.js"),
      DOCS_CREATE: join(repository, "packages", "create-plugin", "dist", "bin.js"),
      DOCS_PROMTOOL: await prometheusBinary("promtool", "3"),
    },
  });
}
