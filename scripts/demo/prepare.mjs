import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { hashOf, hashOfFolder } from "./hash.mjs";
import { root, shopDirectory, shopSource, workDirectory } from "./places.mjs";
import { run, step, unchanged } from "./steps.mjs";

const npmQuietly = ["--no-audit", "--no-fund", "--no-progress"];
const stateFile = join(workDirectory, "state.json");

/** Brings a fresh clone to the point where the shop can be started. What is up to date is left alone. */
export async function prepare() {
  mkdirSync(workDirectory, { recursive: true });
  await step("Install the workspace's dependencies", installWorkspace);
  await step("Build Promenade's packages", () =>
    run("build", "npm", ["run", "build"], { cwd: root }),
  );
  const tarballs = await step("Pack them", pack);
  await step("Install the shop, with the packed packages", () => installShop(tarballs));
  await step("Build the shop", () => buildShop(tarballs));
}

async function installWorkspace() {
  const lock = join(root, "package-lock.json");
  // npm writes this copy of the lock file as the last thing that it does.
  const done = join(root, "node_modules", ".package-lock.json");
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return unchanged;
  await npmStep("install", [existsSync(done) ? "install" : "ci"], root);
}

/** npm stalls now and then: it gets a limit and a second try. */
async function npmStep(name, args, cwd) {
  const attempt = () => run(name, "npm", [...args, ...npmQuietly], { cwd, timeout: 240_000 });
  await attempt().catch(attempt);
}

/** Packs what the shop depends on, as it would be published. Names carry a hash: npm caches a tarball by its name. */
async function pack() {
  const target = join(workDirectory, "tarballs");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const names = withDependencies(ownNames(manifest(shopSource).dependencies));
  const workspaces = names.flatMap((name) => ["--workspace", name]);
  const flags = ["--json", "--ignore-scripts", "--pack-destination", target];
  const output = JSON.parse(
    await run("pack", "npm", ["pack", ...flags, ...workspaces], { cwd: root }),
  );
  return Object.values(output).map(({ name, filename }) => {
    const packed = join(target, basename(filename));
    const hash = hashOf(readFileSync(packed));
    const file = packed.replace(/\.tgz$/, `-${hash.slice(0, 10)}.tgz`);
    renameSync(packed, file);
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

async function installShop(tarballs) {
  const key = installKey(tarballs);
  if (state().install === key) return unchanged;
  save({});
  rmSync(shopDirectory, { recursive: true, force: true });
  copyShop(tarballs);
  await npmStep("shop-install", ["install", "--ignore-scripts"], shopDirectory);
  save({ install: key });
}

async function buildShop(tarballs) {
  const install = installKey(tarballs);
  const build = hashOf(install, hashOfFolder(shopSource));
  if (state().build === build) return unchanged;
  save({ install });
  copyShop(tarballs);
  await run("shop-build", "npm", ["run", "build"], { cwd: shopDirectory });
  save({ install, build });
}

/** The checked-in folder, and beside it the tarballs in the place of the registry. */
function copyShop(tarballs) {
  for (const part of ["src", "dist", "packages"])
    rmSync(join(shopDirectory, part), { recursive: true, force: true });
  const skipped = new Set(["node_modules", "dist", "generated"]);
  cpSync(shopSource, shopDirectory, {
    recursive: true,
    filter: (path) => !skipped.has(basename(path)),
  });
  const dependencies = { ...manifest(shopSource).dependencies };
  mkdirSync(join(shopDirectory, "packages"));
  for (const { name, file } of tarballs) {
    cpSync(file, join(shopDirectory, "packages", basename(file)));
    dependencies[name] = `file:packages/${basename(file)}`;
  }
  const copy = { ...manifest(shopSource), dependencies };
  writeFileSync(join(shopDirectory, "package.json"), `${JSON.stringify(copy, undefined, 2)}\n`);
}

function installKey(tarballs) {
  const { dependencies, devDependencies } = manifest(shopSource);
  return hashOf(
    JSON.stringify([dependencies, devDependencies]),
    ...tarballs.map(({ hash }) => hash),
  );
}

function state() {
  return existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : {};
}

function save(value) {
  writeFileSync(stateFile, JSON.stringify(value));
}
