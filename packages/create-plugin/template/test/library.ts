import { tracingChannel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";

interface Request {
  readonly operation: string;
  /** Node's tracing channel puts what was thrown here. */
  readonly error?: unknown;
}

const requests = tracingChannel<unknown, Request>("acme.request");

/** Stands for the library until the real one takes its place: it publishes what it does. */
export async function ask(
  operation: string,
  outcome: "answer" | "failure" = "answer",
): Promise<void> {
  await requests.tracePromise(
    async () => {
      await sleep(2);
      if (outcome === "failure") throw new RangeError("acme does not know that");
    },
    { operation },
  );
}
