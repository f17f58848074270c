import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmInstall } from "../src/services/npm.ts";
import { removeDirectory, temporaryDirectory } from "../src/services/process.ts";
import { run } from "../src/services/run.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const repository = resolve(import.meta.dirname, "..", "..", "..");

/** Vitest's own marks would make a runner that it starts believe to be vitest. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|NODE_ENV|NODE_TEST|NODE_OPTIONS)/.test(name),
  ),
);

let directory: string;

/** A stranger's package: the toaster in plain JavaScript, and its test. */
async function makePackage(name: string): Promise<string> {
  const target = join(directory, name);
  await mkdir(join(target, "node_modules", "@promenade"), { recursive: true });
  await cp(join(fixtures, "runners", "toaster.suite.mjs"), join(target, "toaster.test.mjs"));
  const source = await readFile(join(fixtures, "toaster.ts"), "utf8");
  await writeFile(join(target, "toaster.js"), stripTypeScriptTypes(source));
  return target;
}

async function linkPackages(target: string): Promise<void> {
  await mkdir(join(target, "node_modules", "@promenade"), { recursive: true });
  for (const name of ["core", "dashboard", "promql", "testing"])
    await symlink(
      join(repository, "packages", name),
      join(target, "node_modules", "@promenade", name),
    );
}

beforeAll(() => {
  directory = temporaryDirectory("runners");
});
afterAll(() => removeDirectory(directory));

describe("the contract runs in", () => {
  it("node:test", { timeout: 300_000 }, async () => {
    const target = await makePackage("node");
    await writeFile(join(target, "package.json"), '{ "type": "module" }\n');
    await linkPackages(target);
    const result = await run(process.execPath, ["--test", "--test-reporter=tap"], {
      directory: target,
      environment,
      timeoutMilliseconds: 280_000,
    });
    expect(result, "node --test").toMatchObject({ code: 0 });
    expect(result.stdout).toMatch(/# pass 19\n# fail 0\n/);
    expect(result.stdout).toContain("adds at most 300 series under hostile input");
  });

  it("jest", { timeout: 500_000 }, async () => {
    const target = await makePackage("jest");
    await cp(join(fixtures, "runners", "jest", "package.json"), join(target, "package.json"));
    await npmInstall(target);
    await linkPackages(target);
    const jest = join(target, "node_modules", "jest", "bin", "jest.js");
    const result = await run(
      process.execPath,
      ["--experimental-vm-modules", jest, "--ci", "--testTimeout=300000"],
      { directory: target, environment, timeoutMilliseconds: 300_000 },
    );
    expect(result.stderr).toMatch(/^Tests: +19 passed, 19 total$/m);
    expect(result.code).toBe(0);
  });
});
