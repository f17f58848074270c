import { delimiter, dirname } from "node:path";
import { runOrThrow } from "@promenade/testing/services";
import type { RunProgram } from "../../../scripts/apps/pack.mjs";

/** Without what npm says about the script that runs, and without what vitest sets for tests. */
export function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(?:npm_|VITEST|TEST$|NODE_OPTIONS$|NODE_ENV$|NODE_TEST)/.test(name),
    ),
  );
}

/** That programs run by this Node, or the one of another path, whatever the system has. */
export function withNode(binary: string = process.execPath): NodeJS.ProcessEnv {
  const environment = inherited();
  return { ...environment, PATH: `${dirname(binary)}${delimiter}${environment["PATH"] ?? ""}` };
}

/** As the scripts that make work copies want it. */
export const runProgram: RunProgram = async (command, args, { cwd }) =>
  await runOrThrow(command, args, {
    directory: cwd,
    timeoutMilliseconds: 240_000,
    environment: {
      ...withNode(),
      CHECKPOINT_DISABLE: "1",
      // Any file will do: `prisma generate` wants to see its engines, and never runs them.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_QUERY_ENGINE_LIBRARY: process.execPath,
    },
  });
