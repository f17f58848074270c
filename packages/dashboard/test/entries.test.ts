import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Every package that a module and the modules it imports load at run time. */
function packagesOf(entry: URL, seen = new Set<string>()): ReadonlySet<string> {
  const found = new Set<string>();
  if (seen.has(entry.href)) return found;
  seen.add(entry.href);
  const source = readFileSync(entry, "utf8");
  const imports = /^(?:import|export)\s(?!type\b)[^;]*?from\s+"([^"]+)"/gm;
  for (const [, name = ""] of source.matchAll(imports)) {
    if (!name.startsWith(".")) found.add(name);
    else for (const inner of packagesOf(new URL(name, entry), seen)) found.add(inner);
  }
  return found;
}

it("loads the parser with the linter only, and YAML only where it is read or written", () => {
  const source = (path: string): URL => new URL(`../src/${path}`, import.meta.url);
  expect([...packagesOf(source("index.ts"))].toSorted()).toEqual([
    "@promenade/core",
    "node:crypto",
  ]);
  // A part of it that is loaded in an app's thread: nothing comes before it is asked for.
  expect([...packagesOf(source("boards.ts"))]).toEqual(["node:timers/promises"]);
  expect([...packagesOf(source("lint/index.ts"))].toSorted()).toEqual([
    "@promenade/core",
    "@prometheus-io/lezer-promql",
    "yaml",
  ]);
});
