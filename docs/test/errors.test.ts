import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "./pages.ts";

const page = await readFile(join(repository, "docs", "guides", "failures.md"), "utf8");

/** Every code that a package throws or prints: the quoted names in the sources that are no environment variables. */
async function codesInCode(): Promise<readonly string[]> {
  const codes = new Set<string>();
  for await (const path of glob("packages/*/src/**/*.ts", { cwd: repository })) {
    const source = await readFile(join(repository, path), "utf8");
    for (const [, before, code = ""] of source.matchAll(
      /(env\[|variable = )?"(PROMENADE_[A-Z_]*[A-Z])"/g,
    )) {
      if (before === undefined) codes.add(code);
    }
  }
  return [...codes].toSorted();
}

/** The codes in the first column of the page's tables. */
const rows = [...page.matchAll(/^\| `(PROMENADE_[A-Z_]+)` +\|([^|]*)\|([^|]*)\|$/gm)];

describe("docs/guides/failures.md", () => {
  it("has every code, and no other", async () => {
    expect(rows.map(([, code = ""]) => code).toSorted()).toEqual(await codesInCode());
  });

  it("says of each what happened and what to do", () => {
    const empty = rows.filter(
      ([, , cause = "", fix = ""]) => `${cause.trim()}${fix.trim()}`.length < 40,
    );
    expect(empty.map(([, code]) => code)).toEqual([]);
    expect(rows.length).toBeGreaterThan(30);
  });

  it("is the page that speaks of them: other pages name codes that exist", async () => {
    const known = await codesInCode();
    const unknown: string[] = [];
    for await (const path of glob(["*.md", "docs/**/*.md", "packages/*/README.md"], {
      cwd: repository,
      exclude: ["**/node_modules/**"],
    })) {
      const text = await readFile(join(repository, path), "utf8");
      for (const [, code = ""] of text.matchAll(/`(PROMENADE_[A-Z_]*[A-Z])`/g)) {
        if (!known.includes(code)) unknown.push(`${path}: ${code}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});
