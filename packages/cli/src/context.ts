import { loadConfig, loadConfigIfAny } from "./config.ts";
import type { LoadedApp } from "./config/app.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Output } from "./output/output.ts";
import type { CommonOptions, Context } from "./verb.ts";

export interface Call {
  readonly options: CommonOptions;
  readonly args: readonly string[];
  readonly output: Output;
}

/** What a verb gets from the process that it runs in. */
export function createContext({ options, args, output }: Call): Context {
  const directory = process.cwd();
  let app: Promise<LoadedApp> | undefined;
  let maybe: Promise<LoadedApp | undefined> | undefined;
  let interruption: AbortController | undefined;
  return {
    options,
    args,
    output,
    directory,
    environment: process.env,
    loadApp: () => (app ??= loadConfig(directory, options.config)),
    findApp: () => (maybe ??= loadConfigIfAny(directory, options.config)),
    interruption: () => {
      interruption ??= interruptible();
      return interruption.signal;
    },
  };
}

function interruptible(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      // Whoever asks twice does not want to wait for a clean end.
      if (controller.signal.aborted) process.exit(exitCodes.interrupted);
      controller.abort();
    });
  return controller;
}
