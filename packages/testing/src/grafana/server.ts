import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createDisturbances } from "./disturb.ts";
import { createHandler } from "./handle.ts";
import type { Disturbance, FakeDataSource, FakeGrafanaOptions, LoggedRequest } from "./options.ts";
import { createSeeds, type Seeds } from "./seeds.ts";
import {
  createState,
  type StoredAnnotation,
  type StoredDashboard,
  type StoredFolder,
  type StoredRuleGroup,
} from "./state.ts";
import { behaviourOf } from "./versions.ts";

/** What an organization holds now. */
export interface FakeGrafanaContent {
  readonly folders: readonly Readonly<StoredFolder>[];
  readonly dashboards: readonly Readonly<StoredDashboard>[];
  readonly annotations: readonly Readonly<StoredAnnotation>[];
  readonly ruleGroups: readonly Readonly<StoredRuleGroup>[];
  readonly dataSources: readonly FakeDataSource[];
}

/** A Grafana for tests: stateful, in this process, without a browser's side. */
export interface FakeGrafana extends Seeds, AsyncDisposable {
  /** With the sub-path, without a slash at the end. */
  readonly url: string;
  /** As Grafana tells it. */
  readonly version: string;
  /** Every request that arrived since the start, or since `log.length = 0`. */
  readonly log: LoggedRequest[];
  /** What is there now. Default: organization 1. */
  content(organization?: number): FakeGrafanaContent;
  /** Disturbs chosen requests from now on. */
  disturb(disturbance: Disturbance): void;
  /** Ends all disturbances. */
  settle(): void;
  /** Stops listening and cuts all connections; what is stored stays. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  /** Ends it. Later calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a fake Grafana on 127.0.0.1. It keeps no process alive.
 * @throws TypeError for a version that is not imitated
 */
export async function startFakeGrafana(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const behaviour = behaviourOf(options.version ?? "12");
  const state = createState(options.dataSources ?? []);
  const disturbances = createDisturbances();
  const log: LoggedRequest[] = [];
  const handler = createHandler({ options, behaviour, state, disturbances, log });
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    // A client that goes away in the middle of a request is one of the things to test.
    handler(request, response).catch(() => request.socket.destroy());
  };
  const { tls } = options;
  const server: Server =
    tls === undefined
      ? createServer({}, listener)
      : createTlsServer({ ...tls, rejectUnauthorized: tls.requestCert ?? false }, listener);
  server.on("connection", (socket) => socket.unref());
  const listen = async (port: number): Promise<number> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    server.unref();
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(options.port ?? 0);
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}${options.path ?? ""}`,
    version: behaviour.version,
    log,
    content: (organization = 1) => {
      const held = state.organization(organization);
      return {
        folders: [...held.folders.values()],
        dashboards: [...held.dashboards.values()],
        annotations: [...held.annotations.values()],
        ruleGroups: [...held.ruleGroups.values()],
        dataSources: [...held.dataSources.values()],
      };
    },
    disturb: disturbances.add,
    settle: disturbances.clear,
    down,
    up: async () => {
      await listen(port);
    },
    stop: down,
    [Symbol.asyncDispose]: down,
    ...createSeeds(state, behaviour),
  };
}
