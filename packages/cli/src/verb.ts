import type { LoadedApp } from "./config/app.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Output } from "./output/output.ts";

export interface VerbOption {
  /** As commander reads them: `--port <port>`, `--dry-run`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** Environment variable that gives the value when the command line does not. */
  readonly environment?: string;
  /** May be given several times; the option is a list then. */
  readonly isRepeatable?: boolean;
  /** @throws PromenadeError `PROMENADE_USAGE` when the value is not right */
  readonly parse?: (value: string) => unknown;
}

export interface VerbArgument {
  /** `<file>`, `[files...]` */
  readonly name: string;
  readonly description: string;
}

export interface Example {
  readonly command: string;
  readonly meaning: string;
}

/** The options that every verb has. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** What a verb gets. It touches neither `process.stdout` nor `process.exit`. */
export interface Context<O = object> {
  readonly options: O & CommonOptions;
  readonly args: readonly string[];
  readonly output: Output;
  /** Where the command was called. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Finds and loads the app's `promenade.ts`; never starts it.
   * @throws PromenadeError `PROMENADE_CONFIG_MISSING`, `PROMENADE_CONFIG_FAILED`, `PROMENADE_CONFIG_EMPTY`
   */
  readonly loadApp: () => Promise<LoadedApp>;
  /** The same, or `undefined` when there is no such file and none was asked for. */
  readonly findApp: () => Promise<LoadedApp | undefined>;
  /** Aborts at Ctrl+C or SIGTERM. A verb that asks for it ends by itself; a second Ctrl+C ends it at once. */
  readonly interruption: () => AbortSignal;
}

/** One command: data for the help, and the work. */
export interface Verb<O = object> {
  readonly name: string;
  readonly summary: string;
  /** More for `--help`, below the summary. */
  readonly description?: string;
  readonly arguments?: readonly VerbArgument[];
  readonly options: readonly VerbOption[];
  readonly examples: readonly Example[];
  /** Rejects with a PromenadeError when the work cannot be done; the exit code is then 2. */
  run(context: Context<O>): Promise<ExitCode>;
}
