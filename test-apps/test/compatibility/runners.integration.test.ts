import { join } from "node:path";
import { nodeBinary, run } from "@promenade/testing/services";
import { beforeAll, describe, expect, it } from "vitest";
import { withNode } from "../support/programs.ts";
import { installConsumer, installVitest, type Format } from "./consumer.ts";
import { lowestNode, nodeVersions, vitestVersions } from "./versions.ts";

let directory: string;

beforeAll(async () => {
  directory = await installConsumer();
}, 600_000);

async function test(
  version: string,
  format: Format | ".",
  args: readonly string[],
  installed: string = directory,
): Promise<string> {
  const binary = await nodeBinary(version);
  const { code, stdout, stderr } = await run(binary, args, {
    directory: join(installed, format),
    environment: { ...withNode(binary), NO_COLOR: "1" },
    timeoutMilliseconds: 280_000,
  });
  expect({ code, output: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, output: "" });
  return stdout + stderr;
}

const program = (path: string): string => join(directory, "node_modules", path);
const jest = (config: string, file: string): readonly string[] => {
  const options = ["--ci", "--testTimeout=300000", "--config", join(directory, config)];
  return [program("jest/bin/jest.js"), ...options, "--rootDir", ".", file];
};
const asModules = (args: readonly string[]): readonly string[] => [
  "--experimental-vm-modules",
  ...args,
];

const patience = { timeout: 300_000 };
const [, , node24] = nodeVersions;

describe("the contract of plugins, from packed tarballs, runs in", () => {
  it.each<Format>(["esm", "cjs"])("node:test: %s", patience, async (format) => {
    const args = ["--test", "--test-reporter=tap", "toaster.test.js"];
    const output = await test(lowestNode, format, args);
    expect(output).toMatch(/# pass 19\n# fail 0\n/);
    expect(output).toContain("adds at most 300 series under hostile input");
  });

  it("vitest", patience, async () => {
    const args = [program("vitest/vitest.mjs"), "run", "toaster.test.js"];
    expect(await test(lowestNode, "esm", args)).toMatch(/Tests +19 passed \(19\)/);
  });

  it.each(vitestVersions)("vitest %s", { timeout: 600_000 }, async (version) => {
    const installed = await installVitest(version);
    const args = [join(installed, "node_modules/vitest/vitest.mjs"), "run", "toaster.test.js"];
    expect(await test(lowestNode, ".", args, installed)).toMatch(/Tests +19 passed \(19\)/);
  });

  it.each([
    [lowestNode, "esm"],
    // Jest requires ES modules as Node does, but not on Node 22.
    [node24, "cjs"],
  ] as const)("jest on Node.js %s: %s", patience, async (version, format) => {
    const args = asModules(jest("jest.config.json", "toaster.test.js"));
    expect(await test(version, format, args)).toMatch(/^Tests: +19 passed, 19 total$/m);
  });
});

describe("an app's own test in CommonJS runs in jest", () => {
  it("on Node.js 22 and ts-jest, which compiles the packages too", patience, async () => {
    const output = await test(lowestNode, "cjs", jest("jest.transform.json", "recording.test.ts"));
    expect(output).toMatch(/^Tests: +1 passed, 1 total$/m);
  });

  it.each(nodeVersions.slice(2))("on Node.js %s with ES modules on", patience, async (version) => {
    const args = asModules(jest("jest.config.json", "recording.test.js"));
    expect(await test(version, "cjs", args)).toMatch(/^Tests: +1 passed, 1 total$/m);
  });
});
