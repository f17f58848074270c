import { glob } from "node:fs/promises";
import { join } from "node:path";
import type { Example } from "./example.ts";

const folder = join(import.meta.dirname, "..", "examples");

export interface FoundExample {
  readonly file: string;
  readonly example: Example;
}

/** The examples of `docs/test/examples`, by their page. */
export async function readExamples(): Promise<ReadonlyMap<string, FoundExample>> {
  const found = new Map<string, FoundExample>();
  for await (const name of glob("*.ts", { cwd: folder })) {
    const file = join(folder, name);
    const { example } = (await import(file)) as { readonly example: Example };
    found.set(example.page, { file, example });
  }
  return found;
}
