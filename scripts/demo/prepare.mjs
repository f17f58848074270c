import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf, hashOfFolder } from "../apps/hash.mjs";
import { copyApp, installKey, packFor } from "../apps/work-copy.mjs";
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

function pack() {
  const runPack = (command, args, options) => run("pack", command, args, options);
  return packFor(shopSource, join(workDirectory, "tarballs"), runPack);
}

async function installShop(tarballs) {
  const key = installKey(shopSource, tarballs);
  if (state().install === key) return unchanged;
  save({});
  rmSync(shopDirectory, { recursive: true, force: true });
  copyApp(shopSource, shopDirectory, tarballs);
  await npmStep("shop-install", ["install", "--ignore-scripts"], shopDirectory);
  save({ install: key });
}

async function buildShop(tarballs) {
  const install = installKey(shopSource, tarballs);
  const build = hashOf(install, hashOfFolder(shopSource));
  if (state().build === build) return unchanged;
  save({ install });
  copyApp(shopSource, shopDirectory, tarballs);
  await run("shop-build", "npm", ["run", "build"], { cwd: shopDirectory });
  save({ install, build });
}

function state() {
  return existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")) : {};
}

function save(value) {
  writeFileSync(stateFile, JSON.stringify(value));
}
