import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { npmInstall } from "@promenade/testing/services";

const execute = promisify(execFile);
const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const packages = ["core", "dashboard", "nestjs"];

export type Major = "11" | "12";

/** Packs the packages as they would be published; gives the paths of the tarballs. */
export async function pack(): Promise<readonly string[]> {
  const destination = join(tmpdir(), `promenade-packed-${process.pid}`);
  await mkdir(destination, { recursive: true });
  await run(join(repository, "node_modules/.bin/tsc"), ["-b", "packages/nestjs"], {
    cwd: repository,
  });
  const folders = packages.map((name) => `./packages/${name}`);
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--pack-destination", destination, ...folders],
    { cwd: repository },
  );
  const packed = JSON.parse(stdout) as readonly { readonly filename: string }[];
  return packed.map(({ filename }) => join(destination, filename));
}

/**
 * Installs the standalone application of one Nest major with the tarballs, and compiles it. The directory is kept
 * between runs, and installed anew only when its package.json, its lock or a tarball changed.
 */
export async function install(major: Major, tarballs: readonly string[]): Promise<string> {
  const source = join(repository, "test-apps/nest-matrix");
  const directory = join(tmpdir(), `promenade-nest-matrix-${major}`);
  await mkdir(directory, { recursive: true });
  for (const file of ["package.json", "package-lock.json", "tsconfig.json"])
    await cp(join(source, `nest${major}`, file), join(directory, file));
  const key = await digestOf([
    join(directory, "package.json"),
    join(directory, "package-lock.json"),
    ...tarballs,
  ]);
  const marker = join(directory, "installed");
  if ((await readFile(marker, "utf8").catch(() => "")) !== key) {
    await rm(marker, { force: true });
    await npmInstall(directory, ["--no-save", ...tarballs]);
    await writeFile(marker, key);
  }
  await rm(join(directory, "src"), { recursive: true, force: true });
  await cp(join(source, "src"), join(directory, "src"), { recursive: true });
  await run(join(repository, "node_modules/.bin/tsc"), ["-p", "."], { cwd: directory });
  return directory;
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex");
}

/** What a compiler or npm complains about is on stdout. */
async function run(
  command: string,
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<{ readonly stdout: string }> {
  try {
    return await execute(command, [...args], { cwd });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd}: ${stdout} ${stderr}`, {
      cause: error,
    });
  }
}
