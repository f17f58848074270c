import { createHash } from "node:crypto";

/** A client of our own for one Redis server, that fails at once where the app's would wait. */
export interface RedisClient {
  /** Connected, or an error. */
  ready(): Promise<void>;
  /** One script, which is sent whole only when the server does not know it. */
  evaluate(script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** The text of CLIENT LIST, of each server of a cluster. */
  clientList(): Promise<readonly string[]>;
  close(): void;
}

/** ioredis, as far as it is needed here; BullMQ 6 wraps it without changing these. */
interface IORedis {
  readonly status: string;
  readonly isCluster?: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly stream?: { unref?(): void };
  connect(): Promise<void>;
  disconnect(): void;
  duplicate(...args: readonly unknown[]): IORedis;
  call(command: string, ...args: readonly string[]): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
  nodes?(): readonly IORedis[];
}

/** node-redis, as far as it is needed here. */
interface NodeRedis {
  readonly isReady: boolean;
  readonly options?: {
    readonly socket?: object;
    readonly url?: string;
    readonly database?: number;
  };
  connect(): Promise<unknown>;
  destroy(): void;
  duplicate(options: object): NodeRedis;
  sendCommand(command: readonly string[]): Promise<unknown>;
  on(event: string, listener: () => void): unknown;
  unref?(): void;
}

/** Whether the client is one of the two that are known here. */
export function isKnownClient(client: unknown): boolean {
  return isIORedis(client) || isNodeRedis(client);
}

/** Names the server of a client, without its secrets. */
export function serverOf(client: unknown): string {
  const options = (client as { options?: Record<string, unknown> }).options ?? {};
  const nodes = (client as { startupNodes?: unknown }).startupNodes;
  const socket = options["socket"] as Record<string, unknown> | undefined;
  const names = ["host", "port", "path", "db", "database", "url", "username", "name", "sentinels"];
  const facts = names.map((name) => options[name] ?? socket?.[name]);
  return JSON.stringify([nodes, ...facts]);
}

/** @param timeoutMilliseconds for a connection, and for each command */
export function ownClient(client: unknown, timeoutMilliseconds: number): RedisClient {
  return isIORedis(client)
    ? fromIORedis(client, timeoutMilliseconds)
    : fromNodeRedis(client as NodeRedis, timeoutMilliseconds);
}

function isIORedis(client: unknown): client is IORedis {
  const one = client as Partial<IORedis> | null;
  return typeof one?.call === "function" && typeof one.duplicate === "function";
}

function isNodeRedis(client: unknown): client is NodeRedis {
  const one = client as Partial<NodeRedis> | null;
  return typeof one?.sendCommand === "function" && "isReady" in one && !("call" in one);
}

function fromIORedis(client: IORedis, timeoutMilliseconds: number): RedisClient {
  // It connects when it is asked something, and never by itself: no timer, and nothing that keeps the process alive.
  const never = (): null => null;
  const perServer = {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: never,
    sentinelRetryStrategy: never,
    connectTimeout: timeoutMilliseconds,
    commandTimeout: timeoutMilliseconds,
    connectionName: "promenade",
  };
  const own = duplicate(client, perServer);
  own.on("error", () => undefined);
  own.on("connect", () => own.stream?.unref?.());
  return {
    async ready() {
      if (own.status === "ready") return;
      await own.connect();
    },
    evaluate: byHash((args) => own.call(...(args as [string]))),
    async clientList() {
      const nodes = own.isCluster === true ? (own.nodes?.() ?? []) : [own];
      return (await Promise.all(nodes.map((node) => node.call("CLIENT", "LIST")))).map(String);
    },
    close: () => own.disconnect(),
  };
}

function duplicate(client: IORedis, options: object): IORedis {
  const wrapped = client as { __bullmq_iredis?: boolean };
  if (client.isCluster !== true || wrapped.__bullmq_iredis === true)
    return client.duplicate(options);
  const redisOptions = { ...(client.options["redisOptions"] as object | undefined), ...options };
  const never = (): null => null;
  return client.duplicate([], { lazyConnect: true, clusterRetryStrategy: never, redisOptions });
}

function fromNodeRedis(client: NodeRedis, timeoutMilliseconds: number): RedisClient {
  const own = client.duplicate({
    name: "promenade",
    disableOfflineQueue: true,
    commandOptions: { timeout: timeoutMilliseconds },
    socket: {
      ...client.options?.socket,
      reconnectStrategy: false,
      connectTimeout: timeoutMilliseconds,
    },
  });
  own.on("error", () => undefined);
  return {
    async ready() {
      if (own.isReady) return;
      await own.connect();
      own.unref?.();
    },
    evaluate: byHash((args) => own.sendCommand(args)),
    clientList: async () => [String(await own.sendCommand(["CLIENT", "LIST"]))],
    close() {
      try {
        own.destroy();
      } catch {
        // It was never opened, or is closed already.
      }
    },
  };
}

function byHash(send: (args: readonly string[]) => Promise<unknown>): RedisClient["evaluate"] {
  const hashes = new Map<string, string>();
  return async (script, keys, args) => {
    let hash = hashes.get(script);
    if (hash === undefined)
      hashes.set(script, (hash = createHash("sha1").update(script).digest("hex")));
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await send(["EVALSHA", hash, ...rest]);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return await send(["EVAL", script, ...rest]);
    }
  };
}
