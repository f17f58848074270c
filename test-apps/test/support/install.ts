import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { npmInstall, run, withLock } from "@promenade/testing/services";
import { copyApp, installKey, packFor } from "../../../scripts/apps/work-copy.mjs";
import { sourceOf, workCopyOf } from "./places.ts";

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`,
  CHECKPOINT_DISABLE: "1",
  // Any file will do: `prisma generate` wants to see its engines, and never runs them.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
};

/**
 * Packs this repository's packages, installs a sample app with them and builds it; gives the directory. The directory
 * is kept between runs, and installed anew only when a dependency or a package changed.
 */
export async function installApp(app: string): Promise<string> {
  const source = sourceOf(app);
  const directory = workCopyOf(app);
  await mkdir(directory, { recursive: true });
  return await withLock(`${directory}.lock`, async () => {
    const tarballs = await packFor(source, `${directory}-tarballs`, runOrThrow);
    copyApp(source, directory, tarballs);
    const key = installKey(source, tarballs);
    const marker = join(directory, ".installed");
    if ((await readFile(marker, "utf8").catch(() => "")) !== key) {
      await writeFile(marker, "");
      await npmInstall(directory);
      await writeFile(marker, key);
    }
    await runOrThrow("npm", ["run", "build"], { cwd: directory });
    return directory;
  });
}

/** What a compiler or npm complains about is on stdout. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<string> {
  const options = { directory: cwd, environment, timeoutMilliseconds: 240_000 };
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0)
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd}: ${stdout} ${stderr}`);
  return stdout;
}
