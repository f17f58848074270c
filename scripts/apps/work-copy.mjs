// A sample app with this repository's packages in it. It has no dependencies, because `npm run demo` imports it before
// any are installed.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../demo/places.mjs";
import { hashOf } from "./hash.mjs";

/**
 * Packs what an app depends on, as it would be published, into `target`. Names carry a hash: npm caches a tarball by its
 * name. `run(command, args, { cwd })` runs a program and resolves to what it printed.
 */
export async function packFor(source, target, run) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const { dependencies } = manifest(source);
  const strangers = Object.keys(dependencies).filter((name) =>
    name.startsWith("promenade-plugin-"),
  );
  const names = withDependencies(ownNames(dependencies));
  const workspaces = names.flatMap((name) => ["--workspace", name]);
  const flags = ["--json", "--ignore-scripts", "--pack-destination", target];
  const pack = async (args, cwd) =>
    Object.values(JSON.parse(await run("npm", ["pack", ...flags, ...args], { cwd })));
  const packed = await pack(workspaces, root);
  // Plugins that are no package of this repository: they build with the tools of the root.
  for (const name of strangers) {
    const cwd = join(root, "test-apps", name);
    await run("npm", ["run", "build"], { cwd });
    packed.push(...(await pack([], cwd)));
  }
  return packed.map(({ name, filename }) => {
    const tarball = join(target, basename(filename));
    const hash = hashOf(readFileSync(tarball));
    const file = tarball.replace(/\.tgz$/, `-${hash.slice(0, 10)}.tgz`);
    renameSync(tarball, file);
    return { name, file, hash };
  });
}

function withDependencies(names) {
  const all = new Set(names);
  for (const name of all)
    for (const next of ownNames(
      manifest(join(root, "packages", name.replace("@promenade/", ""))).dependencies,
    ))
      all.add(next);
  return [...all];
}

function ownNames(dependencies = {}) {
  return Object.keys(dependencies).filter((name) => name.startsWith("@promenade/"));
}

function manifest(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}

/** The checked-in folder, and beside it the tarballs in the place of the registry. */
export function copyApp(source, directory, tarballs) {
  for (const part of ["src", "dist", "packages"])
    rmSync(join(directory, part), { recursive: true, force: true });
  const skipped = new Set(["node_modules", "dist", "generated"]);
  cpSync(source, directory, { recursive: true, filter: (path) => !skipped.has(basename(path)) });
  const dependencies = { ...manifest(source).dependencies };
  mkdirSync(join(directory, "packages"));
  for (const { name, file } of tarballs) {
    cpSync(file, join(directory, "packages", basename(file)));
    dependencies[name] = `file:packages/${basename(file)}`;
  }
  const copy = { ...manifest(source), dependencies };
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(copy, undefined, 2)}\n`);
}

/** Changes when the copy must be installed anew. */
export function installKey(source, tarballs) {
  const { dependencies, devDependencies } = manifest(source);
  return hashOf(
    JSON.stringify([dependencies, devDependencies]),
    ...tarballs.map(({ hash }) => hash),
  );
}
