import type { IncomingMessage, ServerResponse } from "node:http";
import type { MetricDefinition } from "./definitions.ts";
import type { ExpositionFormat } from "./exposition/formats.ts";
import type { ForeignRegistry } from "./foreign/adopt.ts";
import type { ServiceIdentity } from "./identity.ts";
import type { Logger, Plugin } from "./plugin.ts";
import type { RecorderOf } from "./recorders.ts";
import type { Registry, RegistryOptions } from "./registry.ts";
import type { ServerOptions } from "./server/server.ts";
import type { ExemplarLabels } from "./store/host.ts";

/** Everything that `promenade()` takes. All of it is optional. */
export interface PromenadeOptions extends Partial<ServiceIdentity> {
  /** The plugins to run, in this order. */
  readonly plugins?: readonly Plugin[];
  /** The metrics server: its options, or `false` when the app mounts {@link Promenade.handler} itself. Default: port 9464. */
  readonly server?: ServerOptions | false;
  /** Registries of prom-client or `@prometheus-io/client` whose metrics are served too. */
  readonly registries?: readonly ForeignRegistry[];
  /** Limits of cardinality. */
  readonly limits?: RegistryOptions["limits"];
  /**
   * `true` (default): the active, sampled OpenTelemetry span. A function gives the trace itself; `false` turns
   * exemplars off.
   */
  readonly exemplars?: boolean | (() => ExemplarLabels | undefined);
  /** Default: warnings and errors to the console. */
  readonly log?: Logger;
  /** Holds the metrics. Default: the one of this process; give a `new Registry()` to keep apps in one process apart. */
  readonly registry?: Registry;
}

/** One app's metrics, from start to stop. */
export interface Promenade extends AsyncDisposable {
  readonly service: ServiceIdentity;
  readonly plugins: readonly Plugin[];
  readonly registry: Registry;
  /** Where the metrics server answers, while it runs. */
  readonly url: string | undefined;
  /**
   * Where the metrics server is to answer by its options, running or not, for tools; `undefined` without one, or with a
   * port that the system picks.
   */
  readonly endpoint: string | undefined;
  /**
   * Sets the plugins up and starts the metrics server. Call it before the app takes traffic.
   * @throws PromenadeError for misuse only: a wrong option, a conflict of metrics, `PROMENADE_PORT_IN_USE`
   */
  start(): Promise<void>;
  /** Undoes everything that start did. Never rejects; a second call does nothing. */
  stop(): Promise<void>;
  /**
   * The recorder of a metric of your own; the same definition gives the same recorder.
   * @throws PromenadeError `PROMENADE_METRIC_CONFLICT`
   */
  register<D extends MetricDefinition>(definition: D): RecorderOf<D>;
  /** Serves metrics on a route of your own app: `(request, response)` of node:http, Express, Connect. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  /** Serves metrics for frameworks on the Fetch API: Hono, Next.js, Remix. */
  readonly respond: (request: Request) => Promise<Response>;
  /** One scrape as text, for tests and tools. */
  text(format?: ExpositionFormat): Promise<string>;
  /**
   * Shows Promenade's metrics in a prom-client registry that the app serves already. Returns an undo.
   * @throws PromenadeError `PROMENADE_REGISTRY_INVALID`
   */
  exposeTo(registry: object): () => void;
  /** Prints each event that reaches a plugin (or all plugins), for authors. Returns an undo. */
  debug(plugin?: string, write?: (line: string) => void): () => void;
}
