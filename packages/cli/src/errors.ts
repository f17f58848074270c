import { PromenadeError } from "@promenade/core";

/** What was typed is not right. */
export function usageError(message: string): PromenadeError {
  return new PromenadeError("PROMENADE_USAGE", message);
}

export interface DescribedError {
  readonly code: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** An error for a person: ours as they are, others with the way to their stack. */
export function describeError(error: unknown): DescribedError {
  const stack = error instanceof Error ? stackOf(error) : undefined;
  if (PromenadeError.isInstance(error))
    return { code: error.code, message: withoutCode(error), stack };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: "PROMENADE_UNEXPECTED", message, stack };
}

export function messageOf(error: unknown): string {
  if (PromenadeError.isInstance(error)) return withoutCode(error);
  return error instanceof Error ? error.message : String(error);
}

function withoutCode({ message, code }: PromenadeError): string {
  const suffix = ` [${code}]`;
  return message.endsWith(suffix) ? message.slice(0, -suffix.length) : message;
}

function stackOf(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stackOf(error.cause)}` : stack;
}
