import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { blocksOf, type Block } from "./blocks.ts";
import { notRun } from "./not-run.ts";
import { anchorsOf, linksOf, readPages, repository } from "./pages.ts";
import { compile } from "./snippets.ts";

const pages = await readPages();
const cache = join(repository, "node_modules", ".cache");
const snippets = [...pages]
  .flatMap(([page, text]) => blocksOf(page, text))
  .filter(({ language, page, id }) => language === "ts" && !(`${page}: ts ${id}` in notRun));
const pagesWithSnippets = [...new Set(snippets.map(({ page }) => page))];

describe("the TypeScript in the documentation", () => {
  let problems: readonly string[];

  beforeAll(async () => {
    problems = await compile(repository, join(cache, "docs"), snippets);
  }, 120_000);

  it.each(pagesWithSnippets)("compiles in %s", (page) => {
    expect(problems.filter((problem) => problem.startsWith(`${page}:`))).toEqual([]);
  });

  it("has no problem that belongs to no page", () => {
    expect(problems.filter((problem) => !pages.has(problem.split(":")[0] ?? ""))).toEqual([]);
  });

  it("is in every guide", () => {
    const guides = [...pages.keys()].filter((page) => /^docs\/guides\/(?!README)/.test(page));
    expect(pagesWithSnippets).toEqual(expect.arrayContaining(guides));
  });

  it("would be found wrong, with its page and line", async () => {
    const wrong: readonly Block[] = blocksOf(
      "wrong.md",
      "Text.\n\n<!-- given: declare const port: number; -->\n```ts\nconst fine = port;\nconst wrong: string = port;\n```\n",
    );
    const found = await compile(repository, join(cache, "docs-wrong"), wrong);
    expect(found).toEqual([expect.stringMatching(/^wrong\.md:6 error TS2322/)]);
  }, 60_000);
});

describe("the links in the documentation", () => {
  it.each([...pages.keys()])("lead somewhere from %s", (page) => {
    const missing = linksOf(page, pages.get(page) ?? "").filter(
      (target) => !existsSync(join(repository, target)),
    );
    expect(missing).toEqual([]);
  });

  it.each([...pages.keys()])("meet their headings from %s", (page) => {
    const text = pages.get(page) ?? "";
    const own = [...text.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1] ?? "");
    const missing = own.filter((anchor) => !anchorsOf(text).has(anchor));
    expect(missing).toEqual([]);
  });
});
