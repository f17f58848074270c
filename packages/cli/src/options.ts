import type { LoadedApp } from "./config/app.ts";
import { usageError } from "./errors.ts";
import type { VerbOption } from "./verb.ts";

/** Options that several verbs have. */
export const portOption: VerbOption = {
  flags: "--port <port>",
  description: "the port",
  parse: portOf,
};

/** @throws PromenadeError `PROMENADE_USAGE` */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw usageError(`A port is a whole number from 0 to 65535, and not "${text}".`);
}

/**
 * Where an app's metrics are, by its set-up.
 * @throws PromenadeError `PROMENADE_USAGE` when only the running app knows
 */
export function endpointOf(app: LoadedApp | undefined): string {
  if (app?.endpoint !== undefined) return app.endpoint;
  throw usageError(
    "The set-up does not tell where the metrics are: they are on a route of the app, or on a port that the system picks. Name it: --target http://localhost:3000/metrics",
  );
}
