import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** One fenced `ts` block of a page, as a file that the compiler can read. */
export interface Snippet {
  readonly page: string;
  /** Of the first line of code, in the page. */
  readonly line: number;
  readonly file: string;
  /** What stands before it in an HTML comment: `<!-- given: declare const pool: Pool; -->`. */
  readonly given: string;
  readonly code: string;
}

/**
 * The snippets of a page. A block whose first line is `// name.ts` gets that name, so that other blocks
 * of the page can import it.
 */
export function snippetsOf(page: string, text: string): readonly Snippet[] {
  const folder = page.replace(/\.md$/, "").replaceAll(/[^a-zA-Z0-9]+/g, "-");
  const block = /(?:<!-- given:\s*([\s\S]*?)\s*-->\s*\n)?^```ts[^\n]*\n([\s\S]*?)^```/gm;
  return [...text.matchAll(block)].map((match, index) => {
    const [whole, given = "", code = ""] = match;
    const named = /^\/\/ ([\w./-]+\.ts)\b/.exec(code)?.[1];
    const before = text.slice(0, match.index + whole.indexOf("```ts"));
    return {
      page,
      line: before.split("\n").length + 1,
      file: join(folder, named ?? `snippet-${index + 1}.ts`),
      given: given.replaceAll(/\s*\n\s*/g, " "),
      code,
    };
  });
}

const compilerOptions = {
  composite: false,
  noEmit: true,
  rootDir: ".",
  rewriteRelativeImportExtensions: false,
  allowImportingTsExtensions: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/** Compiles snippets in `folder`, which must lie below the repository, and says what is wrong as `page:line message`. */
export async function check(
  repository: string,
  folder: string,
  snippets: readonly Snippet[],
): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const base = join(relative(folder, repository), "tsconfig.base.json");
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: base, compilerOptions, files: snippets.map(({ file }) => file) }),
  );
  for (const { file, given, code } of snippets) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    // One line before the code, always: line n of the file is line n - 1 of the snippet.
    await writeFile(join(folder, file), `export {}; ${given}\n${code}`);
  }
  const output = await compile(folder);
  return output
    .split("\n")
    .filter((line) => line.includes("error TS"))
    .map((line) => located(line, snippets));
}

async function compile(folder: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin: { tsc: string } };
  const compiler = join(dirname(manifest), bin.tsc);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, "--project", folder, "--pretty", "false"],
      { cwd: folder, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

function located(line: string, snippets: readonly Snippet[]): string {
  const [, file, row, message] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
  const snippet = snippets.find((one) => one.file === file);
  return snippet === undefined
    ? line
    : `${snippet.page}:${snippet.line + Number(row) - 2} ${message}`;
}
