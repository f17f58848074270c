import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { run, temporaryDirectory } from "@promenade/testing/services";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "./pages.ts";

const committed = join(repository, "docs", "reference");
/** Node 22 warns of the types and of `glob`, which are there for good since. */
const quiet = "--disable-warning=ExperimentalWarning";
const pages = new Map<string, string>();
let complaints = "";

// TypeDoc reads all packages in one go, with a TypeScript of its own.
beforeAll(async () => {
  const directory = temporaryDirectory("reference");
  const script = join(repository, "scripts", "reference", "write.ts");
  const { stderr } = await run(process.execPath, [quiet, script, directory], {
    directory: repository,
    timeoutMilliseconds: 300_000,
  });
  complaints = stderr;
  for await (const name of glob("*.md", { cwd: directory }))
    pages.set(name, await readFile(join(directory, name), "utf8"));
}, 320_000);

describe("docs/reference", () => {
  it("has a comment for every export, whose links lead somewhere", () => {
    expect(complaints).toBe("");
  });

  it("is what `npm run docs:reference` writes now", async () => {
    expect(pages.size).toBeGreaterThan(20);
    for (const [name, text] of pages) await expect(text).toMatchFileSnapshot(join(committed, name));
    const names: string[] = [];
    for await (const name of glob("*.md", { cwd: committed })) names.push(name);
    expect(names.toSorted()).toEqual([...pages.keys()].toSorted());
  });
});
