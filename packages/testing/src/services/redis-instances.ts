import { setTimeout as sleep } from "node:timers/promises";
import { dockerService } from "./docker-container.ts";
import type { DockerEngine } from "./docker.ts";
import { startService, type RunningService } from "./process.ts";
import type { RedisBinary } from "./redis-binaries.ts";
import { redisCommand } from "./redis-command.ts";

export const redisImage = "redis:8";

type Settings = Readonly<Record<string, string>>;

/** A Redis of ours, however it was started. */
export interface RedisInstance {
  readonly isRunning: () => boolean;
  up(): Promise<void>;
  crash(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends it; the directory is the caller's. */
  remove(): Promise<void>;
}

export type StartRedis = (directory: string, port: number) => Promise<RedisInstance>;

export function redisFromImage(engine: DockerEngine, settings: Settings): StartRedis {
  const data = "/data";
  return async (directory, port) =>
    await dockerService({
      engine,
      name: "Redis",
      image: redisImage,
      port,
      data,
      args: flags({ bind: engine.bind, "protected-mode": "no", ...settings }, port, data),
      directory,
      isReady: async () => await isReady(port),
    });
}

export function redisFromProgram(
  { command, environment }: RedisBinary,
  settings: Settings,
): StartRedis {
  return async (directory, port) => {
    let server: RunningService;
    let pid: number;
    const up = async (): Promise<void> => {
      const args = flags(settings, port, directory);
      const ready = async (): Promise<boolean> => await isReady(port);
      const service = { name: "Redis", command, args, directory, environment, isReady: ready };
      server = await startService(service);
      const about = await redisCommand(`redis://127.0.0.1:${port}`, [["INFO", "server"]]);
      pid = Number(/process_id:(\d+)/.exec(about)?.[1]);
    };
    const crash = async (): Promise<void> => {
      if (!server.isRunning()) return;
      process.kill(pid, "SIGKILL");
      while (server.isRunning()) await sleep(10);
    };
    await up();
    return {
      isRunning: () => server.isRunning(),
      up,
      crash,
      freeze: () => void process.kill(pid, "SIGSTOP"),
      thaw: () => void process.kill(pid, "SIGCONT"),
      remove: crash,
    };
  };
}

async function isReady(port: number): Promise<boolean> {
  return (await redisCommand(`redis://127.0.0.1:${port}`, [["PING"]])) === "PONG";
}

function flags(settings: Settings, port: number, directory: string): readonly string[] {
  const all = { ...defaults, ...settings, port: String(port), dir: directory };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Each write is in the log before it is answered, so a kill loses nothing; no snapshots. */
const defaults: Readonly<Record<string, string>> = {
  bind: "127.0.0.1",
  save: "",
  appendonly: "yes",
  appendfsync: "no",
};
