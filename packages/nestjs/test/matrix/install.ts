import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { installPacked } from "../../../../test-apps/test/support/install.ts";
import { repository, sourceOf } from "../../../../test-apps/test/support/places.ts";
import { runProgram } from "../../../../test-apps/test/support/programs.ts";

export type Major = "11" | "12";
export const majors: readonly Major[] = ["11", "12"];

/** Installs the standalone application of one Nest major with the packed packages, and compiles it. */
export async function install(major: Major): Promise<string> {
  const source = sourceOf("nest-matrix");
  const manifests = join(source, `nest${major}`);
  const directory = await installPacked(`nest-matrix-${major}`, manifests, [
    "@promenade/core",
    "@promenade/nestjs",
  ]);
  await cp(join(manifests, "tsconfig.json"), join(directory, "tsconfig.json"));
  await rm(join(directory, "src"), { recursive: true, force: true });
  await cp(join(source, "src"), join(directory, "src"), { recursive: true });
  const compiler = join(repository, "node_modules/.bin/tsc");
  await runProgram(compiler, ["-p", "."], { cwd: directory });
  return directory;
}
