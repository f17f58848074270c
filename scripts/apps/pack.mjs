// This repository's packages as they would be published. It has no dependencies, because `npm run demo` imports it
// before any are installed.
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../demo/places.mjs";
import { hashOf } from "./hash.mjs";

/**
 * Packs packages, and those of ours that they depend on, into `target`, which is emptied before. Names carry a hash: npm
 * caches a tarball by its name. `run(command, args, { cwd })` runs a program and resolves to what it printed.
 */
export async function packPackages(names, target, run) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const workspaces = withDependencies(names).flatMap((name) => ["--workspace", name]);
  return await pack(workspaces, root, target, run);
}

/** Packs a plugin that is no package of this repository: it builds with the tools of the root. */
export async function packStranger(name, target, run) {
  const cwd = join(root, "test-apps", name);
  await run("npm", ["run", "build"], { cwd });
  return await pack([], cwd, target, run);
}

async function pack(args, cwd, target, run) {
  const flags = ["--json", "--ignore-scripts", "--pack-destination", target];
  const packed = Object.values(JSON.parse(await run("npm", ["pack", ...flags, ...args], { cwd })));
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
  for (const name of all) {
    const directory = join(root, "packages", name.replace("@promenade/", ""));
    for (const next of ownNames(manifestOf(directory).dependencies)) all.add(next);
  }
  return [...all];
}

/** Those of a manifest's dependencies that are packages of this repository. */
export function ownNames(dependencies = {}) {
  return Object.keys(dependencies).filter((name) => name.startsWith("@promenade/"));
}

export function manifestOf(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}
