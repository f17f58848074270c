import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const lockFiles: readonly (readonly [string, PackageManager])[] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

/** By the field `packageManager`, else by the lock file here or in a directory above, where workspaces keep it. */
export function detectManager(directory: string, field: string | undefined): PackageManager {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(field ?? "")?.[1];
  if (named !== undefined) return named as PackageManager;
  for (let folder = directory; ; folder = dirname(folder)) {
    const found = lockFiles.find(([file]) => existsSync(join(folder, file)));
    if (found !== undefined) return found[1];
    const isRoot = folder === dirname(folder) || existsSync(join(folder, ".git"));
    if (isRoot) return "npm";
  }
}

export function installCommand(manager: PackageManager, packages: readonly string[]): string {
  return `${manager} ${manager === "npm" ? "install" : "add"} ${packages.join(" ")}`;
}

export function runCommand(manager: PackageManager, script: string): string {
  if (manager === "yarn" || manager === "pnpm") return `${manager} ${script}`;
  return manager === "npm" && script === "start" ? "npm start" : `${manager} run ${script}`;
}

const runners: Readonly<Record<PackageManager, string>> = {
  npm: "npx",
  pnpm: "pnpm dlx",
  // Yarn 1 has no `dlx`.
  yarn: "npx",
  bun: "bunx",
};

/** Of this command line, which a project need not have installed. */
export function ownCommand(manager: PackageManager, isInstalled: boolean, verb: string): string {
  if (!isInstalled) return `${runners[manager]} @promenade/cli ${verb}`;
  return `${manager === "npm" || manager === "bun" ? runners[manager] : manager} promenade ${verb}`;
}
