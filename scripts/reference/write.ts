// Writes docs/reference from the types: node scripts/reference/write.ts [directory]
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { entriesOf, repository } from "./entries.ts";
import { contentsOf, finish } from "./pages.ts";
import { render } from "./render.ts";

const target = process.argv[2] ?? join(repository, "docs", "reference");
const entries = entriesOf();
const directory = await mkdtemp(join(tmpdir(), "promenade-reference-"));
try {
  const problems = await render(entries, directory);
  if (problems.length > 0) {
    process.stderr.write(`The reference is not complete:\n${problems.join("\n")}\n`);
    process.exitCode = 1;
  }
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const texts = new Map<string, string>();
  for await (const name of glob("*.md", { cwd: directory }))
    texts.set(name, await readFile(join(directory, name), "utf8"));
  for (const entry of entries) {
    const text = texts.get(`${entry.page}.md`) ?? "";
    await writeFile(join(target, `${entry.page}.md`), finish(entry, text, [...texts.values()]));
  }
  await writeFile(join(target, "README.md"), contentsOf(entries));
} finally {
  await rm(directory, { recursive: true, force: true });
}
