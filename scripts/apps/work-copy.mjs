// A sample app with this repository's packages in it. It has no dependencies, because `npm run demo` imports it before
// any are installed.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { hashOf } from "./hash.mjs";
import { manifestOf, ownNames, packPackages, packStranger } from "./pack.mjs";

/**
 * Packs what an app depends on, as it would be published, into `target`. `run(command, args, { cwd })` runs a program
 * and resolves to what it printed.
 */
export async function packFor(source, target, run) {
  const { dependencies } = manifestOf(source);
  const packed = await packPackages(ownNames(dependencies), target, run);
  const strangers = Object.keys(dependencies).filter((name) =>
    name.startsWith("promenade-plugin-"),
  );
  for (const name of strangers) packed.push(...(await packStranger(name, target, run)));
  return packed;
}

/** The checked-in folder, and beside it the tarballs in the place of the registry. */
export function copyApp(source, directory, tarballs) {
  for (const part of ["src", "dist", "packages"])
    rmSync(join(directory, part), { recursive: true, force: true });
  const skipped = new Set(["node_modules", "dist", "generated"]);
  cpSync(source, directory, { recursive: true, filter: (path) => !skipped.has(basename(path)) });
  const dependencies = { ...manifestOf(source).dependencies };
  mkdirSync(join(directory, "packages"));
  for (const { name, file } of tarballs) {
    cpSync(file, join(directory, "packages", basename(file)));
    dependencies[name] = `file:packages/${basename(file)}`;
  }
  const copy = { ...manifestOf(source), dependencies };
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(copy, undefined, 2)}\n`);
}

/** Changes when the copy must be installed anew. */
export function installKey(source, tarballs) {
  const { dependencies, devDependencies } = manifestOf(source);
  return hashOf(
    JSON.stringify([dependencies, devDependencies]),
    ...tarballs.map(({ hash }) => hash),
  );
}
