import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startRedis, type RedisService } from "../../src/services/redis.ts";

const deadline = 300_000;

/** Of this file alone: servers of other tests run at the same moment. */
const temporary = mkdtempSync(join(tmpdir(), "promenade-test-"));

beforeAll(() => {
  vi.stubEnv("REDIS_URL", "");
  vi.stubEnv("TMPDIR", temporary);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true, force: true });
});

describe("startRedis with a server of its own", () => {
  let server: RedisService;

  beforeAll(async () => {
    server = await startRedis({ settings: { maxclients: "17" } });
  }, deadline);
  afterAll(async () => await server.stop());

  it("answers commands, with text and lists, and passes errors on", async () => {
    expect(await server.execute("SET", "a key", "a value\r\nof two lines")).toBe("OK");
    expect(await server.execute("GET", "a key")).toBe("a value\r\nof two lines");
    expect(await server.execute("GET", "none")).toBe("null");
    await server.execute("RPUSH", "list", "1", "2");
    expect(JSON.parse(await server.execute("LRANGE", "list", "0", "-1"))).toEqual(["1", "2"]);
    await expect(server.execute("NOSUCH")).rejects.toThrow(/unknown command/);
  });

  it("applies settings", async () => {
    expect(await server.execute("CONFIG", "GET", "maxclients")).toBe('["maxclients","17"]');
  });

  it("keeps its data and address when it is killed", async () => {
    await server.execute("SET", "kept", "yes");
    const { url } = server;
    await server.down();
    await expect(server.execute("PING")).rejects.toThrow(/ECONNREFUSED/);
    await server.up();
    expect(await server.execute("GET", "kept")).toBe("yes");
    await server.restart();
    expect(await server.execute("GET", "kept")).toBe("yes");
    expect(server.url).toBe(url);
  });

  it("hangs while it is frozen", async () => {
    server.freeze();
    const answer = server.execute("PING");
    const late = new Promise((resolve) => setTimeout(resolve, 300, "late"));
    expect(await Promise.race([answer, late])).toBe("late");
    server.thaw();
    expect(await answer).toBe("PONG");
  });

  it("gives an empty database of the server that REDIS_URL names, and empties it", async () => {
    vi.stubEnv("REDIS_URL", server.url);
    const [first, second] = await Promise.all([startRedis(), startRedis()]);
    vi.stubEnv("REDIS_URL", "");
    expect(first.url).not.toBe(second.url);
    await first.execute("SET", "kept", "no");
    expect(await second.execute("GET", "kept")).toBe("null");
    expect(await server.execute("GET", "kept")).toBe("yes");
    await expect(first.down()).rejects.toThrow(/not ours to stop/);
    await Promise.all([first.stop(), second.stop()]);
    expect(await first.execute("DBSIZE")).toBe("0");
  });
});

it(
  "leaves nothing behind, also when the server refuses a setting",
  { timeout: deadline },
  async () => {
    const before = ownDirectories();
    await expect(startRedis({ settings: { maxclients: "no" } })).rejects.toThrow(
      /Redis ended while it started: .*/,
    );
    const server = await startRedis();
    await server.stop();
    await server.stop();
    expect(ownDirectories()).toEqual(before);
  },
);

function ownDirectories(): readonly string[] {
  return readdirSync(temporary);
}
