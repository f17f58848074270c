import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { run, temporaryDirectory, type RunResult } from "@promenade/testing/services";
import { afterEach, vi } from "vitest";

const repository = resolve(import.meta.dirname, "..", "..", "..");
/** The command as Node runs it, from its source. */
export const bin: string = join(import.meta.dirname, "..", "src", "bin.ts");
const directories: string[] = [];

// Every test starts processes, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

afterEach(async () => {
  await Promise.all(
    directories.splice(0).map(async (path) => await rm(path, { recursive: true, force: true })),
  );
});

export type Files = Readonly<Record<string, string>>;

/** Writes a project of its own, in which the packages of this repository are installed. */
export async function project(files: Files): Promise<string> {
  const directory = temporaryDirectory("cli");
  directories.push(directory);
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"), "junction");
  await write(directory, { "package.json": manifest(), ...files });
  return directory;
}

export async function write(directory: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
}

export function manifest(rest: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name: "shop", version: "1.4.2", type: "module", ...rest });
}

/** A set-up with the plugin of the runtime. */
export const setUp = `import { promenade } from "@promenade/core";
import { node } from "@promenade/node";

export const metrics = promenade({ service: "shop", version: "1.4.2", plugins: [node()] });
await metrics.start();
`;

/** The environment of a command: nothing of this machine's that it would look at. */
export function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, ...extra };
}

/** Runs `promenade …` in a directory, its output in pipes. */
export async function promenade(
  directory: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  return await run(process.execPath, [bin, ...args], {
    directory,
    environment: environment(extra),
    timeoutMilliseconds: 120_000,
  });
}

/** The same on a terminal, whose output and errors come together. */
export async function promenadeOnTerminal(
  directory: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const command = [process.execPath, bin, ...args];
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\\''`)}'`).join(" ");
  const script =
    process.platform === "darwin"
      ? ["-q", "/dev/null", ...command]
      : ["-q", "-e", "-c", quoted, "/dev/null"];
  return await run("script", script, {
    directory,
    environment: environment({ TERM: "xterm-256color", ...extra }),
    timeoutMilliseconds: 120_000,
  });
}
