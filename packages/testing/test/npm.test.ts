import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { npmInstall, removeDirectory, temporaryDirectory } from "../src/services/index.ts";

let directory: string;
const path = process.env["PATH"] ?? "";

/** Puts a program named npm before the real one; `$calls` counts its runs. */
async function standIn(script: string): Promise<void> {
  const file = join(directory, "npm");
  await writeFile(file, `#!/bin/sh\necho run >> calls\ncalls=$(wc -l < calls)\n${script}\n`);
  await chmod(file, 0o755);
  process.env["PATH"] = `${directory}${delimiter}${path}`;
}

beforeEach(() => {
  directory = temporaryDirectory("npm");
});
afterEach(() => {
  process.env["PATH"] = path;
  removeDirectory(directory);
});

describe("npmInstall", () => {
  it("ends an npm that stalls, and tries again from an empty node_modules", async () => {
    await standIn(
      'if [ "$calls" = 1 ]; then mkdir node_modules; exec sleep 60; fi\n[ ! -e node_modules ]',
    );
    await npmInstall(directory, [], { timeoutMilliseconds: 1000 });
    expect(await readFile(join(directory, "calls"), "utf8")).toBe("run\nrun\n");
  });

  it("gives up after three tries, with npm's own words", async () => {
    await standIn("echo no such package >&2; exit 7");
    await expect(npmInstall(directory)).rejects.toThrow(/attempt 3: code 7\nno such package/);
  });
});
