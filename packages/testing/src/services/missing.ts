import type { PromenadeErrorCode } from "@promenade/core";

const marker: unique symbol = Symbol.for("promenade.error") as never;

/**
 * A service that a test needs and this machine cannot give; the message is one line with the way to get it.
 * `PromenadeError.isInstance` recognises it. It is a class of its own so that the services also serve core's tests.
 */
export class ServiceMissingError extends Error {
  override readonly name = "ServiceMissingError";
  readonly code: PromenadeErrorCode = "PROMENADE_SERVICE_MISSING";
  readonly [marker] = true;

  readonly #parts: readonly [service: string, reason: string, remedy: string];

  constructor(service: string, reason: string, remedy: string) {
    const line = `${service} is not available (${reason}). ${remedy} [PROMENADE_SERVICE_MISSING]`;
    super(line.replaceAll(/\s+/g, " "));
    this.#parts = [service, reason, remedy];
  }

  /** The same with one more reason. */
  and(reason: string): ServiceMissingError {
    const [service, first, remedy] = this.#parts;
    return new ServiceMissingError(service, `${first}; ${reason}`, remedy);
  }
}

/** The last lines of what a program printed, on one line, for an error message. */
export function lastLines(output: string, count = 4): string {
  return output.trim().split("\n").slice(-count).join(" | ");
}
