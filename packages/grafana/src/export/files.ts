import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { PromenadeError } from "@promenade/core";

/** A file to be written: its path below the target directory, with `/`, and its text. */
export interface ExportedFile {
  readonly path: string;
  readonly content: string;
}

/** A file, and whether it had to be written. */
export interface WrittenFile {
  readonly path: string;
  /** `unchanged`: the file was like that already, and was not touched. */
  readonly state: "written" | "unchanged";
}

/**
 * Writes the files below a directory, each by a rename, so that a reader never sees half of one. Files that are like that
 * already keep their time stamps.
 * @throws PromenadeError `PROMENADE_EXPORT_FAILED` when the directory cannot be written to
 */
export async function writeFiles(
  directory: string,
  files: readonly ExportedFile[],
  options: { readonly dryRun?: boolean } = {},
): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const { path, content } of files) {
    const target = join(directory, normalize(path));
    const isSame = (await readFile(target, "utf8").catch(() => undefined)) === content;
    if (!isSame && options.dryRun !== true) await replace(target, content);
    written.push({ path, state: isSame ? "unchanged" : "written" });
  }
  return written;
}

async function replace(target: string, content: string): Promise<void> {
  const draft = `${target}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(draft, content);
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PromenadeError(
      "PROMENADE_EXPORT_FAILED",
      `${target} cannot be written: ${reason}. Give a directory that this user may write to.`,
      { cause },
    );
  }
}
