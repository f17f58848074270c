import { randomInt } from "node:crypto";
import { preferDocker } from "./prefer-docker.ts";
import { freePort, removeDirectory, temporaryDirectory } from "./process.ts";
import { redisBinary } from "./redis-binaries.ts";
import { redisCommand } from "./redis-command.ts";
import {
  redisFromImage,
  redisFromProgram,
  redisImage,
  type StartRedis,
} from "./redis-instances.ts";

/** What `startRedis()` takes; all of it is optional. */
export interface RedisOptions {
  /** Extra server settings, for example `{ maxclients: "20" }`. Not applied to a server from `REDIS_URL`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real Redis that can be hurt. */
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
 * Gives an empty Redis: a database of the server of `REDIS_URL` when that is set, else a server of its own, from the
 * image `redis:8`, from `redis-server` on the PATH or from Debian's package.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisService> {
  const url = process.env["REDIS_URL"];
  if (url) return await onServer(url);
  const settings = options.settings ?? {};
  return await preferDocker(
    redisImage,
    async (engine) => await ownServer(redisFromImage(engine, settings)),
    async () => await ownServer(redisFromProgram(await redisBinary(), settings)),
  );
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

async function ownServer(start: StartRedis): Promise<RedisService> {
  const directory = temporaryDirectory("redis");
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const server = await start(directory, port).catch((error: unknown) => {
    removeDirectory(directory);
    throw error;
  });
  const up = async (): Promise<void> => {
    if (!server.isRunning()) await server.up();
  };
  return {
    url,
    execute: async (...words) => await redisCommand(url, [words]),
    down: async () => await server.crash(),
    up,
    restart: async () => {
      await server.crash();
      await up();
    },
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    stop: async () => {
      await server.remove();
      removeDirectory(directory);
    },
  };
}
