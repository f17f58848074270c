import type { TestProject } from "vitest/node";
import { composeCommand } from "./compose.ts";
import { type Engine, startEngine } from "./engine.ts";
import { makeStandIns } from "./stand-ins.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** How `docker compose` is called. */
    readonly compose: readonly string[];
    /** Whether the engine was started for these tests. */
    readonly isOwnEngine: boolean;
  }
}

let engine: Engine | undefined;

/** One engine for all test files; it is there until the last of them has ended. */
export async function setup(project: TestProject): Promise<void> {
  engine = await startEngine();
  try {
    const compose = await composeCommand();
    if (engine.isOwn) await makeStandIns(compose);
    project.provide("compose", compose);
    project.provide("isOwnEngine", engine.isOwn);
  } catch (error) {
    await teardown();
    throw error;
  }
}

export async function teardown(): Promise<void> {
  await engine?.stop();
  engine = undefined;
}
