import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npmInstall, withLock } from "@promenade/testing/services";
import { hashOf } from "../../../scripts/apps/hash.mjs";
import { packPackages } from "../../../scripts/apps/pack.mjs";
import { copyApp, installKey, packFor } from "../../../scripts/apps/work-copy.mjs";
import { sourceOf, workCopyOf } from "./places.ts";
import { runProgram } from "./programs.ts";

/**
 * Packs this repository's packages, installs a sample app with them and builds it; gives the directory. The directory
 * is kept between runs, and installed anew only when a dependency or a package changed.
 */
export async function installApp(app: string): Promise<string> {
  const source = sourceOf(app);
  return await inWorkCopy(app, async (directory) => {
    const tarballs = await packFor(source, `${directory}-tarballs`, runProgram);
    copyApp(source, directory, tarballs);
    await once(directory, installKey(source, tarballs), async () => await npmInstall(directory));
    await runProgram("npm", ["run", "build"], { cwd: directory });
  });
}

/**
 * Installs what the package.json and the package-lock.json of `manifests` name, and these packages of this repository as
 * they would be published; gives the directory, which is kept as that of {@link installApp}.
 */
export async function installPacked(
  name: string,
  manifests: string,
  packages: readonly string[],
): Promise<string> {
  return await inWorkCopy(name, async (directory) => {
    const tarballs = await packPackages(packages, `${directory}-tarballs`, runProgram);
    const texts: Buffer[] = [];
    for (const file of ["package.json", "package-lock.json"]) {
      texts.push(await readFile(join(manifests, file)));
      await cp(join(manifests, file), join(directory, file));
    }
    const key = hashOf(...texts, ...tarballs.map(({ hash }) => hash));
    const files = tarballs.map(({ file }) => file);
    await once(directory, key, async () => await npmInstall(directory, ["--no-save", ...files]));
  });
}

/** Work in a directory that only one process at a time works in; gives the directory. */
export async function inWorkCopy(
  name: string,
  work: (directory: string) => Promise<void>,
): Promise<string> {
  const directory = workCopyOf(name);
  await mkdir(directory, { recursive: true });
  await withLock(`${directory}.lock`, async () => await work(directory));
  return directory;
}

/** Does `work` unless it was done before, for the same `key`. */
export async function once(
  directory: string,
  key: string,
  work: () => Promise<void>,
): Promise<void> {
  const marker = join(directory, ".installed");
  if ((await readFile(marker, "utf8").catch(() => "")) === key) return;
  await rm(marker, { force: true });
  await work();
  await writeFile(marker, key);
}
