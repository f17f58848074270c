import { open, readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const pollMilliseconds = 200;

/**
 * Runs `work` while holding a lock file, so that parallel test workers install a thing once.
 * The lock of a process that died is taken over.
 */
export async function withLock<R>(
  path: string,
  work: () => Promise<R>,
  deadlineMilliseconds = 300_000,
): Promise<R> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (!(await acquire(path))) {
    if (Date.now() > deadline)
      throw new Error(`Another process has held ${path} for too long; remove the file and retry.`);
    await sleep(pollMilliseconds);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = Number(await readFile(path, "utf8").catch(() => ""));
  // 0 means that the owner has created the file and not written its id yet.
  if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
  return false;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
