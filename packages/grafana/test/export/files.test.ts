import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { writeFiles } from "../../src/export/index.ts";

describe("writeFiles", () => {
  const directories: string[] = [];
  afterEach(async () => {
    for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
  });
  const temporary = async (): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), "promenade-export-"));
    directories.push(directory);
    return directory;
  };
  const files = [
    { path: "a.json", content: "{}\n" },
    { path: "deep/b.yaml", content: "b: 1\n" },
  ];

  it("writes what is new or changed, and does not touch the rest", async () => {
    const directory = await temporary();
    expect(await writeFiles(directory, files)).toEqual([
      { path: "a.json", state: "written" },
      { path: "deep/b.yaml", state: "written" },
    ]);
    const before = await stat(join(directory, "a.json"));
    await writeFile(join(directory, "deep", "b.yaml"), "b: 2\n");
    expect(await writeFiles(directory, files)).toEqual([
      { path: "a.json", state: "unchanged" },
      { path: "deep/b.yaml", state: "written" },
    ]);
    expect((await stat(join(directory, "a.json"))).ino).toBe(before.ino);
    expect(await readFile(join(directory, "deep", "b.yaml"), "utf8")).toBe("b: 1\n");
    expect(await readdir(directory)).toEqual(["a.json", "deep"]);
  });

  it("says what it would write, without writing", async () => {
    const directory = await temporary();
    const written = await writeFiles(directory, files, { dryRun: true });
    expect(written.map(({ state }) => state)).toEqual(["written", "written"]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("fails with what to do where it may not write, and leaves nothing behind", async () => {
    const directory = await temporary();
    await writeFile(join(directory, "deep"), "a file where a directory should be");
    await expect(writeFiles(directory, files)).rejects.toMatchObject({
      code: "PROMENADE_EXPORT_FAILED",
      message: expect.stringContaining(join("deep", "b.yaml")) as string,
    });
    expect((await readdir(directory)).toSorted()).toEqual(["a.json", "deep"]);
  });
});
