import type { Logger } from "./plugin.ts";

/** Writes warnings and errors to the console, the rest only when `PROMENADE_DEBUG` is set. */
export function createLogger(): Logger {
  const write = (level: "debug" | "info" | "warn" | "error") => (message: string) => {
    // oxlint-disable-next-line eslint/no-console -- the default logger of a library without one of its own
    console[level](`[promenade] ${message}`);
  };
  const quiet = (): void => {};
  const isDebug =
    process.env["PROMENADE_DEBUG"] !== undefined && process.env["PROMENADE_DEBUG"] !== "";
  return {
    debug: isDebug ? write("debug") : quiet,
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}

/** A user's logger that throws must not hurt the host either. */
export function guardLogger(logger: Logger): Logger {
  const guard = (level: keyof Logger) => (message: string) => {
    try {
      logger[level](message);
    } catch {
      // There is nowhere left to say it.
    }
  };
  return { debug: guard("debug"), info: guard("info"), warn: guard("warn"), error: guard("error") };
}

const logged = new WeakMap<Logger, Set<string>>();

/** Warns the first time that a key comes up: a failure in a hot path must not flood the log. */
export function logOnce(logger: Logger, key: string, message: string): void {
  let keys = logged.get(logger);
  if (keys === undefined) logged.set(logger, (keys = new Set()));
  if (keys.has(key)) return;
  keys.add(key);
  logger.warn(message);
}

/** The text of anything that was thrown, without a stack. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "unknown error";
  }
}
