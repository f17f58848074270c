import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { kafkaVariable } from "../../src/services/kafka-docker.ts";
import { startRedis } from "../../src/services/redis.ts";
import { fakeDocker, type FakeDocker } from "../support/fake-docker.ts";

const deadline = 300_000;
const source = new URL("../../src/services/redis.ts", import.meta.url).href;
let docker: FakeDocker;

beforeEach(async () => {
  docker = await fakeDocker();
}, deadline);
afterEach(() => docker.remove());

const started = (): string | undefined => docker.commands().find((line) => line.startsWith("run "));

it("runs Redis in containers that keep their data", { timeout: deadline }, async () => {
  const server = await startRedis({ settings: { maxclients: "17" } });
  expect(started()).toMatch(
    /^run --name X-1 --volume X:\/data --label promenade.testing=Redis --label promenade.testing.pid=\d+ --rm --pull never --network host redis:8 .*--maxclients 17 .*--dir \/data$/,
  );
  expect(started()).toContain("--bind 127.0.0.1 ");
  await server.execute("SET", "kept", "yes");
  await server.down();
  await expect(server.execute("PING")).rejects.toThrow(/ECONNREFUSED/);
  await server.up();
  expect(await server.execute("GET", "kept")).toBe("yes");
  server.freeze();
  server.freeze();
  const answer = server.execute("PING");
  expect(await Promise.race([answer, sleep(300, "late")])).toBe("late");
  server.thaw();
  server.thaw();
  expect(await answer).toBe("PONG");
  server.freeze();
  await server.stop();
  await server.stop();
  const told = docker.commands().filter((line) => /^(?:kill|pause|run)/.test(line));
  expect(told.map((line) => line.replace(/^run --name (\S+) .*/, "run $1"))).toEqual([
    "run X-1",
    "kill X-1",
    "run X-2",
    "pause X-2",
    "pause X-2",
  ]);
  expect(docker.commands()).toContain("stop -t 3 X-2");
  expect(docker.left()).toEqual([]);
});

it(
  "publishes the port on 127.0.0.1 alone where there is a network",
  { timeout: deadline },
  async () => {
    docker.has("engine image bridge");
    const server = await startRedis();
    const { port } = new URL(server.url);
    expect(started()).toContain(` --publish 127.0.0.1:${port}:${port} redis:8 `);
    expect(started()).toContain(" --bind 0.0.0.0 ");
    expect(started()).not.toContain("--network");
    await server.stop();
  },
);

it("tells a container's last words, and leaves nothing behind", { timeout: deadline }, async () => {
  await expect(startRedis({ settings: { maxclients: "no" } })).rejects.toThrow(
    /Redis ended while it started: [^]*maxclients[^]* \[image redis:8; PROMENADE_DOCKER=off /,
  );
  expect(docker.left()).toEqual([]);
});

it.each(["SIGKILL", "SIGTERM", "exit"] as const)(
  "ends the container and removes its data when the test process dies by %s",
  { timeout: deadline },
  async (death) => {
    const program = `
      import { startRedis } from ${JSON.stringify(source)};
      const { url } = await startRedis();
      console.log(url);
      if (${JSON.stringify(death)} === "exit") process.exit(0);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
    await once(child.stdout, "data");
    expect(docker.left()).toHaveLength(2);
    if (death !== "exit") child.kill(death);
    await vi.waitUntil(() => docker.left().length === 0, { timeout: 60_000 });
    expect(docker.commands()).toContain("stop -t 3 X-1");
  },
);

it("names settings of Kafka as its image wants them", () => {
  expect(kafkaVariable("log.dirs")).toBe("KAFKA_LOG_DIRS");
  expect(kafkaVariable("a_b.c-d")).toBe("KAFKA_A__B_C___D");
});
