import { startRedis, type RedisService } from "@promenade/testing/services";
import { afterAll, beforeAll, vi } from "vitest";

/** Connection options as an app gives them. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly db: number;
}

export interface TestRedis {
  readonly service: RedisService;
  readonly connection: Connection;
}

/** A Redis for the tests of one file. */
export function useRedis(): TestRedis {
  bePatient();
  let service: RedisService | undefined;
  beforeAll(async () => {
    service = await startRedis();
  }, 120_000);
  afterAll(async () => await service?.stop());
  const running = (): RedisService => {
    if (service === undefined) throw new Error("Redis is not started yet.");
    return service;
  };
  return {
    get service() {
      return running();
    },
    get connection() {
      return connectionTo(running().url);
    },
  };
}

export function connectionTo(url: string): Connection {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port), db: Number(pathname.slice(1)) };
}

/** Real servers on a busy machine take their time. */
export function bePatient(): void {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
}

/** For tests that end their servers: one from `REDIS_URL` is not theirs to end. */
export function useOwnServers(): void {
  vi.stubEnv("REDIS_URL", "");
}
