import { tell } from "../events.ts";
import { ownWork } from "../lag/admin-reader.ts";
import { override, type Replacement } from "./override.ts";

/** kafkajs's logger, through which every entry goes on its way to the log creator. */
export interface LoggerLike {
  namespace(name: string, level?: number): LoggerLike;
}

/**
 * Listens in at kafkajs's logger, because connection errors and retries have no event. What the app gets to see is
 * decided by its own log level and log creator, as before. Returns an undo.
 */
export function instrumentLogger(kafka: { logger?(): LoggerLike }, client: string): () => void {
  const logger = kafka.logger?.();
  return logger === undefined ? () => undefined : instrument(logger, client, "");
}

function instrument(logger: LoggerLike, client: string, namespace: string): () => void {
  const listener =
    (level: "error" | "warn"): Replacement =>
    (original) =>
      function log(this: unknown, ...args) {
        if (ownWork.getStore() !== true) book(client, level, namespace, args);
        return Reflect.apply(original, this, args);
      };
  return override(logger, {
    error: listener("error"),
    warn: listener("warn"),
    namespace: (original) =>
      function named(this: unknown, ...args) {
        const made = Reflect.apply(original, this, args) as LoggerLike;
        instrument(made, client, bounded(args[0]));
        return made;
      },
  });
}

/** "Fetcher 1", "SaslAuthenticator-PLAIN": without what comes from outside. */
function bounded(namespace: unknown): string {
  return /^[A-Za-z]+/.exec(String(namespace))?.[0] ?? "";
}

function book(
  client: string,
  level: "error" | "warn",
  namespace: string,
  [message, extra]: readonly unknown[],
): void {
  try {
    tell({ type: "log", client, level, namespace: namespace || "Kafka" });
    if (namespace === "Connection" && /^Connection (?:error|timeout)/.test(String(message)))
      tell({ type: "connection-error", client });
    const isAttempt = typeof extra === "object" && extra !== null && "retryTime" in extra;
    // A crash is told as such.
    if (isAttempt && !String(message).startsWith("Restarting")) tell({ type: "retry", client });
  } catch {
    // The app's own log entry must be written.
  }
}
