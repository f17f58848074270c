import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./blocks.ts";
import { notRun } from "./not-run.ts";
import { readPages } from "./pages.ts";
import { runBash } from "./run/bash.ts";
import { readExamples } from "./run/examples.ts";
import { complaintsOf } from "./run/page.ts";

const examples = await readExamples();
const all = [...(await readPages())].flatMap(([page, text]) => blocksOf(page, text));
const blocks = all.filter(
  ({ page, language, id }) => language === "sh" && !(`${page}: sh ${id}` in notRun),
);
const pages = [...new Set(blocks.map(({ page }) => page))];

describe("the commands in the documentation do what they say", () => {
  it.concurrent.each(pages)("%s", { timeout: 300_000 }, async (page) => {
    const complaints = await complaintsOf({
      commands: blocks.filter((one) => one.page === page),
      sources: all.filter((one) => one.page === page && one.language === "ts"),
      example: examples.get(page)?.example ?? { page },
    });
    expect(complaints).toEqual([]);
  });

  it("cannot do what only a person may", async () => {
    const { PATH = "" } = process.env;
    for (const command of [
      "npx changeset publish",
      "npm publish",
      "git push",
      "kubectl delete pods",
      "make",
    ]) {
      const { code } = await runBash(command, tmpdir(), { PATH });
      expect(`${command}: ${code}`).not.toBe(`${command}: 0`);
    }
  });
});

describe("docs/test/not-run.ts", () => {
  it("names blocks that are there, and no others", () => {
    const known = new Set(all.map(({ page, language, id }) => `${page}: ${language} ${id}`));
    expect(Object.keys(notRun).filter((entry) => !known.has(entry))).toEqual([]);
  });

  it("would have to name every block that no test here runs", () => {
    const run = new Set(["ts", "sh", "yaml", "text", "dockerfile"]);
    const others = all.filter(
      // packages/cli/test/readme.test.ts runs those of its page, and compares what they print.
      ({ page, language }) =>
        !run.has(language) && !(language === "console" && page === "packages/cli/README.md"),
    );
    expect(others.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
  });
});
