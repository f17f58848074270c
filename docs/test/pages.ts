import { glob, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "..", "..");

/** The text of every page that belongs to the documentation, by its path in the repository. */
export async function readPages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  const patterns = [
    "*.md",
    "docs/**/*.md",
    "packages/*/README.md",
    "packages/create-plugin/template/README.md",
    "test-apps/*/README.md",
  ];
  for await (const path of glob(patterns, { cwd: repository, exclude: ["**/node_modules/**"] })) {
    pages.set(path, await readFile(join(repository, path), "utf8"));
  }
  return new Map([...pages].toSorted(([a], [b]) => a.localeCompare(b)));
}

/** Paths in the repository that a page links to. */
export function linksOf(page: string, text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^(?:[a-z]+:|#)/.test(target))
    .map((target) =>
      relative(repository, resolve(repository, dirname(page), target.replace(/#.*$/, ""))),
    );
}

/** The anchors that a page has, as GitHub makes them. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  const anchors = new Set([...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id));
  for (const [, title = ""] of prose.matchAll(/^#+ (.+)$/gm)) {
    const anchor = title
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
      .replaceAll(" ", "-");
    let [free, number] = [anchor, 0];
    while (anchors.has(free)) free = `${anchor}-${(number += 1)}`;
    anchors.add(free);
  }
  return anchors;
}
