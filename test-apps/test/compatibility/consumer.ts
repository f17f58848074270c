import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeBinary, npmInstall, run, runOrThrow } from "@promenade/testing/services";
import { hashOf, hashOfFolder } from "../../../scripts/apps/hash.mjs";
import { packPackages } from "../../../scripts/apps/pack.mjs";
import { copyApp, packFor } from "../../../scripts/apps/work-copy.mjs";
import { inWorkCopy, once } from "../support/install.ts";
import { repository, sourceOf } from "../support/places.ts";
import { runProgram, withNode } from "../support/programs.ts";
import { compilers, lowestNode } from "./versions.ts";

/** The same sources in a folder each, by the `type` of its package.json. */
export const formats = { esm: "module", cjs: "commonjs" } as const;
export type Format = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly Format[];

/**
 * Installs the consumer with all packages as they would be published, and compiles it by the lowest TypeScript; gives
 * the directory. npm runs on the lowest Node.js, and refuses a dependency that does not admit it.
 */
export async function installConsumer(): Promise<string> {
  const source = sourceOf("consumer");
  const plugin = join(repository, "packages/testing/test/fixtures/toaster.ts");
  const environment = withNode(await nodeBinary(lowestNode));
  return await inWorkCopy("consumer", async (directory) => {
    const tarballs = await packFor(source, `${directory}-tarballs`, runProgram);
    const hashes = tarballs.map(({ hash }) => hash);
    const key = hashOf(hashOfFolder(source), await readFile(plugin), ...hashes);
    await once(directory, key, async () => {
      copyApp(source, directory, tarballs);
      await npmInstall(directory, ["--engine-strict"], { environment });
      for (const [format, type] of Object.entries(formats)) {
        const folder = join(directory, format);
        await rm(folder, { recursive: true, force: true });
        await cp(join(source, "src"), folder, { recursive: true });
        await cp(plugin, join(folder, "toaster.ts"));
        await writeFile(join(folder, "package.json"), JSON.stringify({ type }));
      }
      const [compiler = ""] = compilers.values();
      await runOrThrow(process.execPath, compile(directory, compiler), { directory });
    });
  });
}

function compile(directory: string, compiler: string): readonly string[] {
  return [join(directory, "node_modules", compiler, "lib", "tsc.js"), "--pretty", "false"];
}

/** The consumer's ES modules in a directory of their own, with another vitest than the packages are developed with. */
export async function installVitest(version: string): Promise<string> {
  const consumer = await installConsumer();
  return await inWorkCopy(`vitest-${version}`, async (directory) => {
    const names = ["@promenade/core", "@promenade/testing"];
    const tarballs = await packPackages(names, `${directory}-tarballs`, runProgram);
    await once(directory, hashOf(version, ...tarballs.map(({ hash }) => hash)), async () => {
      await writeFile(join(directory, "package.json"), '{ "private": true, "type": "module" }\n');
      await npmInstall(directory, [`vitest@${version}`, ...tarballs.map(({ file }) => file)]);
    });
    for (const file of ["toaster.js", "toaster.test.js"])
      await cp(join(consumer, "esm", file), join(directory, file));
  });
}

/** What a compiler complains of, libraries of others aside. */
export async function complaintsOf(
  directory: string,
  compiler: string,
  options: readonly string[],
): Promise<readonly string[]> {
  const args = [...compile(directory, compiler), "--noEmit", ...options];
  const { stdout, stderr } = await run(process.execPath, args, {
    directory,
    environment: withNode(),
    timeoutMilliseconds: 240_000,
  });
  return `${stdout}\n${stderr}`
    .split("\n")
    .filter((line) => /^\S/.test(line) && !/^node_modules\/(?!@promenade\/)/.test(line));
}

/** A new, empty folder of the work copy. */
export async function emptyFolder(...path: readonly string[]): Promise<string> {
  const folder = join(...path);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}
