import cluster from "node:cluster";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from "node:https";
import { PromenadeError } from "../errors.ts";
import { logOnce, messageOf } from "../logger.ts";
import { check, type Checks } from "../options.ts";
import type { Logger } from "../plugin.ts";
import { checkAuth, type Auth } from "./auth.ts";
import { closeServer, neverHold } from "./connections.ts";
import { listen } from "./listen.ts";
import { createRouter } from "./router.ts";
import type { Scraper } from "./scraper.ts";

/** The metrics server. */
export interface ServerOptions {
  /**
   * Default 9464, OpenTelemetry's port for it. 0 takes any free one. `false`: no server, `auth` is for the handler that
   * the app mounts itself.
   */
  readonly port?: number | false;
  /**
   * The address to listen on. Default: all interfaces, as every Prometheus exporter does, because Prometheus comes from
   * another machine or container. Give "127.0.0.1" to be reached from this machine only.
   */
  readonly host?: string;
  /** Where the metrics are. Default "/metrics". */
  readonly path?: string;
  /** Who may read the metrics; `/-/healthy` and `/-/ready` stay open. Default: everybody who can reach the port. */
  readonly auth?: Auth;
  /** Serve HTTPS: `{ key, cert, ca, … }` as node:https takes them. */
  readonly tls?: TlsOptions;
  /**
   * When the port is in use: `error` fails the start, `next` takes the next free one (at most 100 further) and logs it.
   * Default `error`; `next` in workers of node:cluster, where each needs its own port.
   */
  readonly portInUse?: "error" | "next";
  /** Answers `/-/ready`. Default: ready as soon as the server listens. An exception means no. */
  readonly isReady?: () => boolean | Promise<boolean>;
}

/** A metrics server at work. */
export interface RunningServer {
  /** Where the metrics are. */
  readonly url: string;
  readonly port: number;
  /** Frees the port; scrapes under way get a second to end. A second call does nothing. */
  stop(): Promise<void>;
}

/** Checks of {@link ServerOptions}. */
export const serverChecks: Checks<ServerOptions> = {
  port: check.any(check.oneOf(false), check.integer(0, 65_535)),
  host: check.string,
  path: (value) =>
    typeof value === "string" && /^\/[^?#\s]*$/.test(value) && !value.startsWith("/-/")
      ? undefined
      : 'a path that begins with "/", without a query, and not under "/-/"',
  auth: checkAuth,
  tls: check.object,
  portInUse: check.oneOf("error", "next"),
  isReady: check.function,
};

/** Bounds on what a client may do to the server, in milliseconds where it is a time. */
export const limits = {
  /** Time to send the headers, and the whole request. */
  headersTimeout: 5000,
  requestTimeout: 10_000,
  /** Longer than the usual scrape interval, so that scrapes share a connection. */
  keepAliveTimeout: 65_000,
  /** Silence within a request, such as a reader that stopped reading. */
  timeout: 30_000,
  connectionsCheckingInterval: 2000,
  handshakeTimeout: 10_000,
  maxHeaderSize: 16_384,
  maxConnections: 64,
};

/**
 * Serves the metrics on a port of their own. The server never keeps the process alive.
 * @throws PromenadeError `PROMENADE_PORT_IN_USE`, `PROMENADE_SERVER_FAILED`
 */
export async function startServer(
  scraper: Scraper,
  options: ServerOptions & { readonly port?: number },
  log: Logger,
  bounds: typeof limits = limits,
): Promise<RunningServer> {
  const { port = 9464, host, path = "/metrics", tls } = options;
  const portInUse = options.portInUse ?? (cluster.isWorker ? "next" : "error");
  const server = create(tls, bounds, createRouter(scraper, { ...options, path }));
  const connections = neverHold(server);
  const bound = await listen(server, { port, host, portInUse });
  server.on("error", (error) => {
    logOnce(
      log,
      `server:${bound}`,
      `The metrics server on port ${bound} had an error: ${messageOf(error)}`,
    );
  });
  if (port !== 0 && bound !== port)
    log.info(`Port ${port} is in use; the metrics are on port ${bound}.`);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(tls, host, bound, path),
    port: bound,
    stop: () => (stopped ??= closeServer(server, connections)),
  };
}

function create(
  tls: TlsOptions | undefined,
  bounds: typeof limits,
  router: RequestListener,
): Server {
  const { maxConnections, handshakeTimeout, timeout, ...options } = bounds;
  let server: Server;
  try {
    server =
      tls === undefined
        ? createServer(options, router)
        : createTlsServer({ ...options, handshakeTimeout, ...tls }, router);
  } catch (error) {
    throw new PromenadeError(
      "PROMENADE_SERVER_FAILED",
      `The metrics server cannot use \`server: { tls }\`: ${messageOf(error)}. Give \`key\` and \`cert\` in PEM form, as node:https takes them.`,
      { cause: error },
    );
  }
  server.maxConnections = maxConnections;
  server.timeout = timeout;
  return server;
}

/** Where the metrics will be by these options; `undefined` without a server, or with a port that the system picks. */
export function endpointOf(server: ServerOptions | false | undefined): string | undefined {
  if (server === false) return undefined;
  const { port = 9464, host, path = "/metrics", tls } = server ?? {};
  if (port === false || port === 0) return undefined;
  return urlOf(tls, host, port, path);
}

function urlOf(tls: unknown, host: string | undefined, port: number, path: string): string {
  return `${tls === undefined ? "http" : "https"}://${displayHost(host)}:${port}${path}`;
}

function displayHost(host: string | undefined): string {
  if (host === undefined || host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
