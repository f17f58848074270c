import { setTimeout as sleep } from "node:timers/promises";
import {
  expectGoldenBoards,
  matchers,
  type PromenadeMatchers,
  testAlerts,
  testPlugin,
} from "@promenade/testing";
import { startApp } from "@promenade/testing/apps";
import { type RedisService, startRedis } from "@promenade/testing/services";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { alerts } from "../src/alerts.ts";
import { ioredis } from "../src/index.ts";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void>, T> extends PromenadeMatchers {}
}
expect.extend(matchers);

let service: RedisService;
let redis: Redis;

beforeAll(async () => {
  service = await startRedis();
  redis = new Redis(service.url);
}, 120_000);
afterAll(async () => {
  redis.disconnect();
  await service.stop();
});

async function work(): Promise<void> {
  await redis.set("greeting", "hello");
  await redis.get("greeting");
  await redis.multi().incr("visits").expire("visits", 60).exec();
  await redis.incr("greeting").catch(() => undefined);
  const other = new Redis(service.url);
  await other.ping();
  other.disconnect();
}

testPlugin((filter) => ioredis(filter), {
  exercise: work,
  hostile: async () => {
    for (let n = 0; n < 2000; n += 1) await redis.call(`nonsense${n}`, "x").catch(() => undefined);
  },
});

const total = (errorType: string): string =>
  `ioredis_command_duration_seconds_count{job="shop", command="get", error_type="${errorType}"}`;
testAlerts(alerts, {
  PromenadeIoredisCommandsFail: {
    fires: { [total("OOM")]: "0+60x60", [total("")]: "0+60x60" },
    quiet: { [total("OOM")]: "0+1x60", [total("")]: "0+60x60" },
  },
});

it("has the committed dashboard, rules and runbook", async () => {
  await expectGoldenBoards(ioredis());
});

it("records each command, in and outside of a transaction, and Redis' error codes", async () => {
  const app = await startApp(ioredis());
  await work();
  const name = "ioredis_command_duration_seconds";
  await expect(app).toHaveRecorded(name, { command: "get" }, 1);
  await expect(app).toHaveRecorded(name, { command: "incr", error_type: "" }, 1);
  await expect(app).toHaveRecorded(name, { command: "incr", error_type: "ERR" }, 1);
});

it("tells that commands wait while Redis does not answer", async () => {
  const app = await startApp(ioredis());
  service.freeze();
  const waiting = redis.get("greeting");
  await sleep(20);
  await expect(app).toHaveRecorded("ioredis_commands_in_flight", {}, 1);
  service.thaw();
  await waiting;
  await expect(app).toHaveRecorded("ioredis_commands_in_flight", {}, 0);
  await expect(app).toHaveRecorded("ioredis_command_duration_seconds", { command: "get" }, 1);
});
