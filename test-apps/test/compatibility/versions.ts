import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceOf } from "../support/places.ts";

/** The lowest that the packages admit, and the newest of each line that Node.js supports. */
export const nodeVersions = ["22.12.0", "22.23.3", "24.21.0", "26.10.0"] as const;
export const [lowestNode] = nodeVersions;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const { devDependencies } = JSON.parse(
  readFileSync(join(sourceOf("consumer"), "package.json"), "utf8"),
) as Manifest;

/** The compilers that the consumer has, by the names of their packages there; the lowest comes first. */
export const compilers: ReadonlyMap<string, string> = new Map(
  Object.entries(devDependencies)
    .filter(([name]) => name.startsWith("typescript-"))
    .map(([name, specifier]) => [specifier.replace("npm:typescript@", ""), name]),
);

/** The lowest that `@promenade/testing` admits, and the newest of the next; its own tests run in a later one. */
export const vitestVersions = ["3.0.0", "4.1.12"] as const;

/** As the consumer has it. */
export const jestVersion: string = (devDependencies["jest"] ?? "").replace("^", "");
