import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PromenadeError } from "@promenade/core";
import { messageOf } from "../errors.ts";
import { detectManager, type PackageManager } from "./manager.ts";

export type Framework = "nestjs" | "express" | "fastify" | "none";
export type Library = "prisma" | "bullmq" | "graphql" | "kafka";

/** What is known of a project from its package.json and the files beside it. */
export interface Project {
  readonly name: string;
  readonly framework: Framework;
  readonly libraries: readonly Library[];
  /** Every package that it names. */
  readonly packages: ReadonlySet<string>;
  readonly manager: PackageManager;
  readonly isModule: boolean;
  readonly isTypeScript: boolean;
  /** Whether imports of TypeScript files name them as they are: `./a.ts`, not `./a.js`. */
  readonly importsTypeScript: boolean;
  /** Whether the source is in `src`. */
  readonly hasSource: boolean;
  /** The script that runs the app in development, if there is one. */
  readonly script: string | undefined;
  /** The file that the app begins in, if it is where such files are. */
  readonly entry: string | undefined;
}

/** The packages that tell of a library. A GraphQL client has `graphql` too, so only servers count. */
const libraryPackages: Readonly<Record<Library, readonly string[]>> = {
  prisma: ["@prisma/client"],
  bullmq: ["bullmq", "@nestjs/bullmq"],
  graphql: [
    "@apollo/server",
    "graphql-yoga",
    "mercurius",
    "@nestjs/graphql",
    "@envelop/core",
    "graphql-http",
    "graphql-ws",
  ],
  kafka: ["kafkajs", "@platformatic/kafka", "@confluentinc/kafka-javascript"],
};

const frameworkPackages: readonly (readonly [string, Framework])[] = [
  ["@nestjs/core", "nestjs"],
  ["fastify", "fastify"],
  ["express", "express"],
];

const scripts = ["start:dev", "dev", "start"];
const entries = ["main", "index", "server", "app"];

interface Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly packageManager?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly devDependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
}

/** @throws PromenadeError `PROMENADE_PROJECT_UNREADABLE` when there is no readable package.json */
export async function detectProject(directory: string): Promise<Project> {
  const manifest = await readManifest(join(directory, "package.json"));
  const packages = new Set(
    [
      manifest.dependencies,
      manifest.devDependencies,
      manifest.peerDependencies,
      manifest.optionalDependencies,
    ].flatMap((list) => Object.keys(list ?? {})),
  );
  const isTypeScript = packages.has("typescript") || existsSync(join(directory, "tsconfig.json"));
  const hasSource = existsSync(join(directory, "src"));
  return {
    name: (manifest.name ?? "app").replace(/^@[^/]+\//, ""),
    framework: frameworkPackages.find(([name]) => packages.has(name))?.[1] ?? "none",
    libraries: (Object.keys(libraryPackages) as Library[]).filter((library) =>
      libraryPackages[library].some((name) => packages.has(name)),
    ),
    packages,
    manager: detectManager(directory, manifest.packageManager),
    isModule: manifest.type === "module",
    isTypeScript,
    importsTypeScript: isTypeScript && (await namesTypeScript(join(directory, "tsconfig.json"))),
    hasSource,
    script: scripts.find((name) => manifest.scripts?.[name] !== undefined),
    entry: entries
      .map((name) => `${hasSource ? "src/" : ""}${name}.${isTypeScript ? "ts" : "js"}`)
      .find((file) => existsSync(join(directory, file))),
  };
}

async function readManifest(path: string): Promise<Manifest> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof manifest === "object" && manifest !== null) return manifest;
    throw new Error("it holds no object");
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new PromenadeError(
      "PROMENADE_PROJECT_UNREADABLE",
      isMissing
        ? `There is no ${path}. Run this in the directory of the app.`
        : `${path} cannot be read: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

/** Without a compiler's configuration Node itself runs the files; with one, only these options allow it. */
async function namesTypeScript(path: string): Promise<boolean> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return (
    text === undefined || /allowImportingTsExtensions|rewriteRelativeImportExtensions/.test(text)
  );
}
