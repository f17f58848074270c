import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServiceIdentity } from "./identity.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where hosting and CI platforms say what runs; the first that is set wins. Source: each platform's own documentation. */
const variables: Readonly<Record<keyof ServiceIdentity, readonly string[]>> = {
  service: [
    "OTEL_SERVICE_NAME",
    "K_SERVICE",
    "FLY_APP_NAME",
    "HEROKU_APP_NAME",
    "RENDER_SERVICE_NAME",
    "RAILWAY_SERVICE_NAME",
  ],
  version: ["APP_VERSION", "SERVICE_VERSION", "HEROKU_RELEASE_VERSION", "K_REVISION"],
  revision: [
    "GIT_SHA",
    "GIT_COMMIT",
    "COMMIT_SHA",
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "CIRCLE_SHA1",
    "BUILD_SOURCEVERSION",
    "HEROKU_SLUG_COMMIT",
    "HEROKU_BUILD_COMMIT",
    "SOURCE_VERSION",
    "RENDER_GIT_COMMIT",
    "RAILWAY_GIT_COMMIT_SHA",
    "VERCEL_GIT_COMMIT_SHA",
  ],
  author: [
    "GIT_AUTHOR",
    "GIT_AUTHOR_NAME",
    "GITHUB_ACTOR",
    "GITLAB_USER_NAME",
    "CI_COMMIT_AUTHOR",
    "RAILWAY_GIT_AUTHOR",
    "VERCEL_GIT_COMMIT_AUTHOR_NAME",
  ],
  environment: [
    "DEPLOYMENT_ENVIRONMENT",
    "APP_ENV",
    "RAILWAY_ENVIRONMENT_NAME",
    "VERCEL_ENV",
    "CI_ENVIRONMENT_NAME",
    "NODE_ENV",
  ],
};

/**
 * Who this process is: what the user gave, else the platform's environment, else package.json and .git.
 * Reads a few small files and never throws.
 */
export function detectIdentity(
  given: Partial<ServiceIdentity>,
  environment: Environment = process.env,
  directory: string = process.cwd(),
): ServiceIdentity {
  const fromPlatform = (key: keyof ServiceIdentity): string | undefined =>
    variables[key]
      .map((name) => environment[name])
      .find((value) => value !== undefined && value !== "");
  const manifest = once(() => readManifest(directory));
  const git = once(() => readGit(directory));
  return {
    service: given.service ?? fromPlatform("service") ?? manifest().name ?? "app",
    version: given.version ?? fromPlatform("version") ?? manifest().version ?? "",
    revision: given.revision ?? fromPlatform("revision") ?? git().revision ?? "",
    author: withoutAddress(given.author ?? fromPlatform("author") ?? git().author ?? ""),
    environment: given.environment ?? fromPlatform("environment") ?? "",
  };
}

function once<R>(make: () => R): () => R {
  let made: { readonly value: R } | undefined;
  return () => (made ??= { value: make() }).value;
}

function readManifest(directory: string): { readonly name?: string; readonly version?: string } {
  const text = readUpwards(directory, "package.json")?.text;
  try {
    const parsed: unknown = JSON.parse(text ?? "{}");
    const { name, version } = parsed as { name?: unknown; version?: unknown };
    return {
      ...(typeof name === "string" && name !== "" ? { name: name.replace(/^@[^/]*\//, "") } : {}),
      ...(typeof version === "string" ? { version } : {}),
    };
  } catch {
    return {};
  }
}

/** HEAD's commit, and who made HEAD point there. No process is started for it. */
function readGit(directory: string): { readonly revision?: string; readonly author?: string } {
  const head = readUpwards(directory, join(".git", "HEAD"));
  if (head === undefined) return {};
  const git = dirname(head.path);
  const reference = /^ref: (.+)$/m.exec(head.text)?.[1]?.trim();
  const packed = read(join(git, "packed-refs")) ?? "";
  const hash =
    reference === undefined
      ? head.text.trim()
      : (read(join(git, reference))?.trim() ??
        packed
          .split("\n")
          .find((line) => line.endsWith(` ${reference}`))
          ?.split(" ")[0]);
  const lastMove = read(join(git, "logs", "HEAD"))
    ?.trimEnd()
    .split("\n")
    .at(-1);
  const [, movedTo, author] = /^\w+ (\w+) (.*?) <[^>]*> /.exec(lastMove ?? "") ?? [];
  return {
    ...(hash !== undefined && /^[0-9a-f]{40,64}$/.test(hash) ? { revision: hash } : {}),
    ...(author !== undefined && movedTo === hash ? { author } : {}),
  };
}

function readUpwards(
  directory: string,
  name: string,
): { readonly path: string; readonly text: string } | undefined {
  for (let current = directory; ; current = dirname(current)) {
    const path = join(current, name);
    const text = read(path);
    if (text !== undefined) return { path, text };
    if (dirname(current) === current) return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** `Name <address>` → `Name`; a bare address → the part before the @: an address is personal data. */
function withoutAddress(author: string): string {
  return author
    .replace(/\s*<[^>]*>/, "")
    .replace(/@.*$/, "")
    .trim();
}
