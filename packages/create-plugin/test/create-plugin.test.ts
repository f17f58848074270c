import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run, removeDirectory, temporaryDirectory } from "@promenade/testing/services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlugin } from "../src/index.ts";
import { namesOf, rename } from "../src/names.ts";

let parent: string;
beforeAll(() => {
  parent = temporaryDirectory("create");
});
afterAll(() => removeDirectory(parent));

describe("names", () => {
  it("are written as each place wants them", () => {
    const names = namesOf("my-lib");
    expect(names).toEqual({ kebab: "my-lib", snake: "my_lib", camel: "myLib", pascal: "MyLib" });
    expect(
      rename('export const acme = 1; acme_total "promenade-acme" AcmeRequest acme()', names),
    ).toBe('export const myLib = 1; my_lib_total "promenade-my-lib" MyLibRequest myLib()');
  });

  it.each(["", "My-Lib", "9lives", "a_b", "../x", "a--b", "@scope/x"])("refuse %o", (name) => {
    expect(() => namesOf(name)).toThrow("cannot be a plugin's name");
  });
});

describe("createPlugin", () => {
  it("writes a package that no trace of the template is left in", async () => {
    const directory = join(parent, "scoped");
    const created = await createPlugin({
      name: "my-lib",
      directory,
      packageName: "@me/promenade-my-lib",
    });
    expect(created.files).toEqual([
      ".changeset/config.json",
      ".changeset/first-release.md",
      ".github/workflows/ci.yml",
      ".gitignore",
      "LICENSE",
      "package.json",
      "README.md",
      "src/alerts.ts",
      "src/attach.ts",
      "src/dashboard.ts",
      "src/index.ts",
      "src/metrics.ts",
      "test/library.ts",
      "test/my-lib.test.ts",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
    for (const file of created.files) {
      const text = readFileSync(join(directory, file), "utf8");
      expect({ file, left: text.match(/acme/i) }).toEqual({ file, left: null });
    }
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as object;
    expect(manifest).toMatchObject({
      name: "@me/promenade-my-lib",
      exports: { ".": "./dist/index.js" },
    });
    expect(manifest).not.toHaveProperty("private");
    expect(readFileSync(join(directory, ".changeset/first-release.md"), "utf8")).toContain(
      '"@me/promenade-my-lib": major',
    );
  });

  it("never writes into a directory that has files", async () => {
    const directory = join(parent, "taken");
    await createPlugin({ name: "first", directory });
    const before = readdirSync(directory);
    await expect(createPlugin({ name: "second", directory })).rejects.toThrow(
      `${directory} is not empty. Name another directory with --dir.`,
    );
    expect(readdirSync(directory)).toEqual(before);
  });

  it("refuses a package name that npm refuses", async () => {
    const directory = join(parent, "never");
    await expect(createPlugin({ name: "a", directory, packageName: "../up" })).rejects.toThrow(
      '"../up" cannot be a package\'s name.',
    );
  });
});

describe("the command", () => {
  const bin = join(import.meta.dirname, "..", "dist", "bin.js");
  const create = async (...args: readonly string[]): ReturnType<typeof run> =>
    await run(process.execPath, [bin, ...args], { directory: parent });

  it("says where the package is and what comes next", async () => {
    const { code, stdout } = await create("other");
    expect(code).toBe(0);
    expect(stdout).toContain("promenade-plugin-other: 16 files in promenade-plugin-other");
    expect(stdout).toContain("cd promenade-plugin-other && npm install && npm test");
  });

  it("explains what is wrong, and ends with 2", async () => {
    expect(await create()).toMatchObject({ code: 2, stderr: expect.stringContaining("Name one") });
    expect(await create("Bad")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"Bad" cannot be a plugin\'s name'),
    });
    expect(await create("a", "--wrong")).toMatchObject({ code: 2 });
    expect(await create("--help")).toMatchObject({ code: 0 });
  });
});
