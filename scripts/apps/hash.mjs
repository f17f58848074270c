import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function hashOf(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

const skipped = new Set(["node_modules", "dist", "generated"]);

/** Of the names and the content of all files in a folder that are checked in. */
export function hashOfFolder(directory) {
  const entries = readdirSync(directory, { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return hashOf(
    ...entries.flatMap((entry) => {
      const path = join(directory, entry.name);
      return [entry.name, entry.isDirectory() ? hashOfFolder(path) : readFileSync(path)];
    }),
  );
}
