import { startKafka } from "@promenade/testing/services";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    readonly brokers: readonly string[];
  }
}

/** One broker for all files; tests that stop or freeze one start their own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kafka = await startKafka();
  project.provide("brokers", kafka.brokers);
  return async () => await kafka.stop();
}
