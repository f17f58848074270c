import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker, type DockerEngine } from "./docker.ts";
import { withLock } from "./lock.ts";
import { lastLines } from "./missing.ts";
import { cacheDirectory } from "./paths.ts";

/** An engine without a registry may refuse a pull at once, or hang in it. */
const pullMilliseconds = 30_000;

/** How long no test process on this machine repeats a pull that failed. */
const memoryMilliseconds = 3_600_000;

const images = new Map<string, Promise<string | undefined>>();

/** Why the engine cannot run the image; undefined when it has it, or could pull it. Found out once a process. */
export function imageProblem(
  engine: DockerEngine,
  image: string,
  limitMilliseconds = pullMilliseconds,
): Promise<string | undefined> {
  const key = `${engine.address} ${image}`;
  const problem = images.get(key) ?? findImage(key, image, limitMilliseconds);
  images.set(key, problem);
  return problem;
}

async function findImage(
  key: string,
  image: string,
  limitMilliseconds: number,
): Promise<string | undefined> {
  if (await isPresent(image)) return undefined;
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const file = join(cacheDirectory("docker-pulls"), hash);
  // Test files run at once, each in a process: one pulls, the others learn what became of it.
  return await withLock(`${file}.lock`, async () => {
    if (await isPresent(image)) return undefined;
    const known = remembered(file);
    if (known !== undefined) return known;
    const reason = await pull(image, limitMilliseconds);
    if (reason === undefined) return undefined;
    const problem = `${image} could not be pulled: ${reason}; "docker pull ${image}" is tried again after an hour, or by you`;
    writeFileSync(file, problem);
    return problem;
  });
}

async function isPresent(image: string): Promise<boolean> {
  return (await docker(["image", "inspect", "--format", "{{.Id}}", image])).code === 0;
}

function remembered(file: string): string | undefined {
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age < memoryMilliseconds ? readFileSync(file, "utf8") : undefined;
}

async function pull(image: string, limitMilliseconds: number): Promise<string | undefined> {
  const { code, stderr } = await docker(["pull", "--quiet", image], limitMilliseconds);
  if (code === 0) return undefined;
  return code === -1 ? `not done in ${limitMilliseconds / 1000} s` : lastLines(stderr, 1);
}
