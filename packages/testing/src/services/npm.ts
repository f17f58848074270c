import { rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./run.ts";

const attempts = 3;

/** What `npmInstall()` takes; all of it is optional. */
export interface NpmOptions {
  /** Of one attempt. Default 120 s. */
  readonly timeoutMilliseconds?: number;
  /** Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs `npm install` in a directory of its own, outside any workspace. An npm that stalls, as it now and then does, is
 * ended and tried again from an empty `node_modules`.
 * @throws Error with npm's own words when no attempt succeeded
 */
export async function npmInstall(
  directory: string,
  args: readonly string[] = [],
  { timeoutMilliseconds = 120_000, environment = process.env }: NpmOptions = {},
): Promise<void> {
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"];
  const problems: string[] = [];
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { code, stdout, stderr } = await run("npm", ["install", ...flags, ...args], {
      directory,
      environment,
      timeoutMilliseconds,
    });
    if (code === 0) return;
    const what = code === -1 ? `ended after ${timeoutMilliseconds / 1000} s` : `code ${code}`;
    problems.push(`attempt ${attempt}: ${what}\n${stdout}${stderr}`.trim());
    await rm(join(directory, "node_modules"), { recursive: true, force: true });
  }
  throw new Error(`npm install failed in ${directory}.\n${problems.join("\n")}`);
}
