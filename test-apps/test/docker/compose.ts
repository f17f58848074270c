import { join } from "node:path";
import { debianPackage, run } from "@promenade/testing/services";
import { endOf } from "./engine.ts";

/** Runs `docker compose` with these arguments; resolves to its standard output. */
export type Compose = (args: readonly string[], timeoutMilliseconds?: number) => Promise<string>;

/** How `docker compose` is called here; where Docker does not have it, it comes from Debian's package of Debian 13. */
export async function composeCommand(): Promise<readonly string[]> {
  const has = await run("docker", ["compose", "version"]);
  if (has.code === 0) return ["docker", "compose"];
  const wanted = { service: "Docker Compose", package: "docker-compose", suite: "trixie" };
  const root = await debianPackage(wanted);
  return [join(root, "usr", "libexec", "docker", "cli-plugins", "docker-compose")];
}

export interface ComposeOptions {
  readonly directory: string;
  readonly project: string;
  readonly files: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function composeWith(command: readonly string[], options: ComposeOptions): Compose {
  const { directory, project, files } = options;
  const flags = ["--progress", "plain", "--project-name", project];
  const named = files.flatMap((file) => ["--file", file]);
  const [program = "docker", ...first] = [...command, ...flags, ...named];
  const environment = { ...process.env, DOCKER_BUILDKIT: "1", ...options.environment };
  return async (args, timeoutMilliseconds = 120_000) => {
    const runOptions = { directory, environment, timeoutMilliseconds };
    const result = await run(program, [...first, ...args], runOptions);
    if (result.code === 0) return result.stdout;
    throw new Error(`docker compose ${args.join(" ")} failed (${result.code}).\n${endOf(result)}`);
  };
}
