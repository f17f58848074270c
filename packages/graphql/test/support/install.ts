import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const packages = ["core", "dashboard", "nestjs", "graphql"];

/** Installs the application of a directory beside packages that are packed as they would be published. */
export async function installPacked(source: string): Promise<string> {
  const directory = join(tmpdir(), "promenade-graphql-nest-11");
  const tarballs = join(directory, "tarballs");
  await mkdir(tarballs, { recursive: true });
  await run(
    join(repository, "node_modules/.bin/tsc"),
    ["-b", "packages/graphql", "packages/nestjs"],
    repository,
  );
  const folders = packages.map((name) => `./packages/${name}`);
  const packed = await run(
    "npm",
    ["pack", "--json", "--pack-destination", tarballs, ...folders],
    repository,
  );
  const files = (JSON.parse(packed) as readonly { readonly filename: string }[]).map(
    ({ filename }) => join(tarballs, filename),
  );
  await cp(source, directory, { recursive: true });
  const args = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", [...args, ...files], directory);
  return directory;
}

/** What the command writes to stdout. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await execute(command, [...args], { cwd, maxBuffer: 2 ** 24 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed in ${cwd}: ${stdout} ${stderr}`, {
      cause: error,
    });
  }
}
