import { join } from "node:path";

/** One fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Of the first line of code, in the page. */
  readonly line: number;
  readonly language: string;
  /**
   * What tells it from the others of its page and language: the name in its first line (`// name.ts`), else the
   * heading above it, with a number from the second block under it on.
   */
  readonly id: string;
  /** Where it is compiled; blocks of one page see each other. */
  readonly file: string;
  /** What stands before it in an HTML comment: `<!-- given: declare const pool: Pool; -->`. */
  readonly given: string;
  readonly code: string;
}

const pattern =
  /(?:<!-- given:\s*([\s\S]*?)\s*-->\s*\n)?^```([a-z]+)[^\n]*\n([\s\S]*?)^```|^#+ (.+)$/gm;

export function blocksOf(page: string, text: string): readonly Block[] {
  // The reference shows types, which are compiled where they are.
  if (page.startsWith("docs/reference/")) return [];
  const folder = page.replace(/\.md$/, "").replaceAll(/[^a-zA-Z0-9]+/g, "-");
  const blocks: Block[] = [];
  let title = "";
  for (const match of text.matchAll(pattern)) {
    const [whole, given = "", language, code = "", heading] = match;
    if (heading !== undefined) title = heading.replaceAll("`", "");
    if (language === undefined) continue;
    const name = /^\/\/ ([\w./-]+\.ts)\b/.exec(code)?.[1];
    const before = text.slice(0, match.index + whole.indexOf(`\`\`\`${language}`));
    blocks.push({
      page,
      line: before.split("\n").length + 1,
      language,
      id: unique(name ?? title, language, blocks),
      file: join(folder, name ?? `snippet-${blocks.length + 1}.ts`),
      given: given.replaceAll(/\s*\n\s*/g, " "),
      code,
    });
  }
  return blocks;
}

function unique(id: string, language: string, blocks: readonly Block[]): string {
  const taken = new Set(blocks.filter((one) => one.language === language).map((one) => one.id));
  let free = id;
  for (let number = 2; taken.has(free); number += 1) free = `${id} (${number})`;
  return free;
}
