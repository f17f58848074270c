import { join } from "node:path";
import { cacheDirectory, run, withLock } from "@promenade/testing/services";

/**
 * Installs packages by this system's own apt.
 * @throws Error with `remedy` where that is not possible
 */
export async function installPackages(names: readonly string[], remedy: string): Promise<void> {
  if (process.getuid?.() !== 0 || !(await hasCommand("apt-get"))) throw new Error(remedy);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const options = { environment, timeoutMilliseconds: 400_000 };
  await withLock(join(cacheDirectory(), "apt.lock"), async () => {
    await run("apt-get", ["update"], options);
    const args = ["install", "--yes", "--no-install-recommends", ...names];
    const { code, stderr } = await run("apt-get", args, options);
    if (code !== 0) throw new Error(`${names.join()} could not be installed: ${stderr} ${remedy}`);
  });
}

/** Whether a program is there and tells its version. */
export async function hasCommand(command: string): Promise<boolean> {
  return await run(command, ["--version"]).then(
    ({ code }) => code === 0,
    () => false,
  );
}
