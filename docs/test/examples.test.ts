import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, type Block } from "./blocks.ts";
import { notRun } from "./not-run.ts";
import { readPages, repository } from "./pages.ts";
import type { Service } from "./run/example.ts";
import { readExamples } from "./run/examples.ts";
import { complaintOf, type Program } from "./run/program.ts";
import { environmentOf, inSandbox, makeSandbox, sandboxes } from "./run/sandbox.ts";
import { startServices, type Services } from "./run/services.ts";
import { compile } from "./snippets.ts";

const examples = await readExamples();
const blocks = [...(await readPages())]
  .flatMap(([page, text]) => blocksOf(page, text))
  .filter(({ language, page, id }) => language === "ts" && !(`${page}: ts ${id}` in notRun));
const compiled = join(sandboxes, "compiled");

describe("the TypeScript in the documentation does what it says", () => {
  let services: Services;
  let programs: ReadonlyMap<Block, Program>;

  beforeAll(async () => {
    const used = [...examples.values()].flatMap(({ example }) => example.services ?? []);
    services = await startServices(new Set<Service>(used));
    const made = blocks.map(async (one) => [one, await prepare(one)] as const);
    programs = new Map(await Promise.all(made));
    const prepared = [...programs.values()].map(({ block }) => block);
    const problems = await compile(repository, compiled, prepared);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }, 300_000);
  afterAll(async () => await services?.stop());

  async function prepare(block: Block): Promise<Program> {
    const found = examples.get(block.page);
    const example = found?.example ?? { page: block.page };
    const directory = await makeSandbox(block, example);
    const file = join(compiled, "out", block.file.replace(/\.ts$/, ".js"));
    const environment = await environmentOf(example, services.environment);
    return {
      block: inSandbox(block, example, directory, environment),
      found,
      file,
      directory,
      environment,
    };
  }

  it.concurrent.each(blocks)("$page:$line $id", { timeout: 150_000 }, async (block) => {
    const program = programs.get(block);
    expect(program === undefined ? "It was not prepared." : await complaintOf(program)).toBe("");
  });
});

describe("docs/test/examples", () => {
  it.each([...examples.values()])(
    "belongs to blocks that are there: $example.page",
    ({ example }) => {
      const ids = blocks.filter(({ page }) => page === example.page).map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(Object.keys(example.blocks ?? {})));
    },
  );
});
