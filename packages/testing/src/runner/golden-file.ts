import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { same } from "./check.ts";
import { runner } from "./runner.ts";

/**
 * Compares a text with a committed file. Writes the file when it is new (never when `CI` is set), and when the runner
 * updates snapshots: `vitest -u`, `jest -u`, `node --test --test-update-snapshots`.
 * @throws AssertionError when they differ, or the file is missing where `CI` is set
 */
export function expectGoldenFile(file: string, content: string): void {
  const committed = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (committed === content) return;
  const mode = runner.updates();
  if (mode === "all" || (mode === "new" && committed === undefined)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return;
  }
  const flag = runner.name === "node:test" ? "--test-update-snapshots" : `${runner.name} -u`;
  same(
    content,
    committed,
    `${file} is not what the definitions say; if they are right, write it with ${flag}`,
  );
}
