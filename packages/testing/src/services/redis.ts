import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  freePort,
  removeDirectory,
  startService,
  temporaryDirectory,
  type RunningService,
} from "./process.ts";
import { redisBinary } from "./redis-binaries.ts";
import { redisCommand } from "./redis-command.ts";

export interface RedisOptions {
  /** Extra server settings, for example `{ maxclients: "20" }`. Not applied to a server from `REDIS_URL`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RedisService {
  /** `redis://127.0.0.1:<port>`; of a server from `REDIS_URL`, one of its databases that belongs to the caller alone. */
  readonly url: string;
  /** Runs one command, given as its words, and returns the answer: text, or a list as JSON. */
  execute(...command: readonly string[]): Promise<string>;
  /** Kills the server and keeps its data: what a crash looks like. Throws for a server from `REDIS_URL`. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  restart(): Promise<void>;
  /** Makes it accept connections and answer nothing, until {@link thaw}. Throws for a server from `REDIS_URL`. */
  freeze(): void;
  thaw(): void;
  /** Ends what was started and removes the data. Later calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Gives an empty Redis: a database of the server of `REDIS_URL` when that is set, else a server started from
 * `redis-server` on the PATH or from Debian's package.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisService> {
  const url = process.env["REDIS_URL"];
  return url ? await onServer(url) : await ownServer(options.settings ?? {});
}

async function onServer(url: string): Promise<RedisService> {
  const own = new URL(url);
  own.pathname = `/${await emptyDatabase(url)}`;
  const refusal = "The server of REDIS_URL is not ours to stop. Unset REDIS_URL for this test.";
  const refuse = (): never => {
    throw new Error(refusal);
  };
  return {
    url: own.href,
    execute: async (...command) => await redisCommand(own.href, [command]),
    down: async () => await Promise.reject(new Error(refusal)),
    up: async () => await Promise.reject(new Error(refusal)),
    restart: async () => await Promise.reject(new Error(refusal)),
    freeze: refuse,
    thaw: refuse,
    stop: async () => void (await redisCommand(own.href, [["FLUSHDB"]])),
  };
}

/** Tests that run at the same moment must not meet: database 0 is the user's, and one of 15 others is taken. */
async function emptyDatabase(url: string): Promise<number> {
  const first = randomInt(15);
  for (let step = 0; step < 15; step += 1) {
    const database = ((first + step) % 15) + 1;
    const claim = ["SET", "promenade:testing", "taken", "NX", "EX", "3600"];
    const answers = [["SELECT", String(database)], ["DBSIZE"]];
    if ((await redisCommand(url, answers)) !== "0") continue;
    if ((await redisCommand(url, [["SELECT", String(database)], claim])) === "OK") return database;
  }
  throw new Error("No database of the server of REDIS_URL is empty; give it a server for tests.");
}

async function ownServer(settings: Readonly<Record<string, string>>): Promise<RedisService> {
  const { command, environment } = await redisBinary();
  const directory = temporaryDirectory("redis");
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const flags = { ...defaults, ...settings, port: String(port), dir: directory };
  const execute = async (...words: readonly string[]): Promise<string> =>
    await redisCommand(url, [words]);
  const boot = async (): Promise<RunningService> =>
    await startService({
      name: "Redis",
      command,
      args: Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      directory,
      environment,
      isReady: async () => (await execute("PING")) === "PONG",
    });
  let server: RunningService;
  let pid: number;
  const up = async (): Promise<void> => {
    server = await boot();
    pid = Number(/process_id:(\d+)/.exec(await execute("INFO", "server"))?.[1]);
  };
  try {
    await up();
  } catch (error) {
    removeDirectory(directory);
    throw error;
  }
  const down = async (): Promise<void> => {
    if (!server.isRunning()) return;
    process.kill(pid, "SIGKILL");
    while (server.isRunning()) await sleep(10);
  };
  return {
    url,
    execute,
    down,
    up: async () => {
      if (!server.isRunning()) await up();
    },
    restart: async () => {
      await down();
      await up();
    },
    freeze: () => void process.kill(pid, "SIGSTOP"),
    thaw: () => void process.kill(pid, "SIGCONT"),
    stop: async () => {
      await down();
      removeDirectory(directory);
    },
  };
}

/** Each write is in the log before it is answered, so a kill loses nothing; no snapshots. */
const defaults: Readonly<Record<string, string>> = {
  bind: "127.0.0.1",
  save: "",
  appendonly: "yes",
  appendfsync: "no",
};
