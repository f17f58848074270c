import { setTimeout as sleep } from "node:timers/promises";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { prisma, type PoolSource } from "../src/index.ts";
import { connect } from "./support/app.ts";
import { majors } from "./support/clients.ts";
import { usePostgres } from "./support/postgres.ts";

const { url, service } = usePostgres();
const pool = "db_client_connection_pool_name";
const state = "db_client_connection_state";

describe.each(majors)("Prisma %i", (major) => {
  test("under contention, waiting is told apart from SQL, and the pool's state is read at scrape", async () => {
    const main = await connect(major, { connectionString: url(), max: 3 });
    await main.client.user.count();
    const app = await startApp(prisma({ pools: { main: main.pool } }));
    const calls = Array.from(
      { length: 8 },
      async () => await main.client.$queryRawUnsafe("SELECT pg_sleep(0.2)::text"),
    );
    await sleep(100);
    expect(await valuesBy(app, "db_client_connection_count", pool, state)).toEqual({
      "main used": 3,
    });
    expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ main: 3 });
    expect(await valuesBy(app, "db_client_connection_pending_requests", pool)).toEqual({ main: 5 });
    await Promise.all(calls);
    expect(await valuesBy(app, "db_client_connection_count", pool, state)).toEqual({
      "main idle": 3,
    });

    const [statements] = await samplesOf(app, "db_client_operation_duration_seconds");
    expect(statements).toMatchObject({ value: 8, labels: { [pool]: "main" } });
    const [wait] = await samplesOf(app, "db_client_connection_wait_time_seconds");
    const [use] = await samplesOf(app, "db_client_connection_use_time_seconds");
    const [calling] = await samplesOf(app, "prisma_operation_duration_seconds");
    // 8 sleeps of 0.2 s on 3 connections: three wait not at all, three for one, two for two others.
    expect(statements?.sum).toBeGreaterThan(8 * 0.2 - 0.05);
    expect(statements?.sum).toBeLessThan(8 * 0.2 + 1);
    expect(wait?.value).toBe(8);
    expect(wait?.sum).toBeGreaterThan(0.2 * 3 + 0.4 * 2 - 0.1);
    expect(use?.value).toBe(8);
    expect(use?.sum).toBeGreaterThan(8 * 0.2 - 0.05);
    expect(calling?.sum).toBeGreaterThan((statements?.sum ?? 0) + (wait?.sum ?? 0) - 0.1);
    expect(await valuesBy(app, "prisma_pool_connections_opened_total", pool)).toEqual({ main: 2 });
    await main.end();
    // The pool tells of it a little after `end()` has resolved.
    await expect
      .poll(async () => await valuesBy(app, "prisma_pool_connections_closed_total", pool))
      .toEqual({ main: 3 });
  });

  test("each client's statements carry the name of its pool", async () => {
    const main = await connect(major, { connectionString: url(), max: 2 });
    const replica = await connect(major, { connectionString: url(), max: 2 });
    const other = await connect(major, { connectionString: url(), max: 2 });
    const app = await startApp(prisma({ pools: { main: main.pool, replica: () => replica.pool } }));
    await main.client.user.count();
    await main.client.$transaction(async (transaction) => await transaction.user.count());
    await replica.client.user.count();
    await replica.client.user.count();
    await other.client.user.count();
    const labels = [pool, "db_operation_name"];
    expect(await valuesBy(app, "db_client_operation_duration_seconds", ...labels)).toEqual({
      "main SELECT": 2,
      "main COMMIT": 1,
      "replica SELECT": 2,
      "default SELECT": 1,
    });
    await Promise.all([main.end(), replica.end(), other.end()]);
  });

  test("requests that give up waiting are counted", async () => {
    const config = { connectionString: url(), max: 1, connectionTimeoutMillis: 1000 };
    const main = await connect(major, config);
    const app = await startApp(prisma({ pools: { main: main.pool } }));
    const held = await main.pool.connect();
    await expect(main.client.user.count()).rejects.toThrow(/./);
    held.release();
    expect(await valuesBy(app, "db_client_connection_timeouts_total", pool)).toEqual({ main: 1 });
    await main.end();
  });
});

test("after the stop the pool is as it was", async () => {
  const own = new pg.Pool({ connectionString: url(), max: 1 });
  const before = [...own.eventNames()];
  const app = await startApp(prisma({ pools: { own } }));
  const second = await startApp(prisma({ pools: { again: own } }));
  expect(Object.hasOwn(own, "connect")).toBe(true);
  await own.query("SELECT 1");
  expect(await valuesBy(app, "db_client_connection_wait_time_seconds", pool)).toEqual({ own: 1 });
  expect(await valuesBy(second, "db_client_connection_wait_time_seconds", pool)).toEqual({
    again: 1,
  });
  await app.stop();
  await own.query("SELECT 1");
  expect(await valuesBy(second, "db_client_connection_wait_time_seconds", pool)).toEqual({
    again: 2,
  });
  await second.stop();
  expect(Object.hasOwn(own, "connect")).toBe(false);
  expect(own.eventNames()).toEqual(before);
  await own.end();
});

test("somebody else's decoration of connect() outlives ours", async () => {
  const own = new pg.Pool({ connectionString: url(), max: 1 });
  const app = await startApp(prisma({ pools: { own } }));
  const ours = own.connect.bind(own);
  let calls = 0;
  const theirs = ((...args: []) => {
    calls += 1;
    return ours(...args);
  }) as typeof own.connect;
  own.connect = theirs;
  await app.stop();
  expect(own.connect).toBe(theirs);
  await own.query("SELECT 1");
  expect(calls).toBe(1);
  expect(await valuesBy(app, "db_client_connection_wait_time_seconds", pool)).toEqual({});
  await own.end();
});

test("connect() keeps its two forms, its errors and its promise class", async () => {
  class Special<T> extends Promise<T> {}
  const own = new pg.Pool({
    connectionString: url(),
    max: 1,
    Promise: Special,
  });
  await startApp(prisma({ pools: { own } }));
  const promise = own.connect();
  expect(promise).toBeInstanceOf(Special);
  (await promise).release();
  const name = await new Promise((resolve, reject) => {
    const result: unknown = own.connect((error, client, done) => {
      if (error !== undefined || client === undefined) return reject(error);
      done();
      return resolve(client.constructor.name);
    });
    expect(result).toBeUndefined();
  });
  expect(name).toBe("Client");
  await own.end();
  await expect(own.connect()).rejects.toThrow("after calling end");
  const error = await new Promise((resolve) => own.connect(resolve));
  expect(error).toBeInstanceOf(Error);
});

test("a lost connection is counted, and an app that wants to die of it still does", async () => {
  const own = new pg.Pool({ connectionString: url(), max: 1 });
  const app = await startApp(prisma({ pools: { own } }));
  expect(() => own.emit("error", new Error("lost"))).toThrow("lost");
  const lost = new Promise((resolve) => own.on("error", resolve));
  await own.query("SELECT 1");
  await service().execute(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename IS NOT NULL",
  );
  await lost;
  expect(await valuesBy(app, "prisma_pool_errors_total", pool)).toEqual({ own: 2 });
  await own.end();
});

test("a pool that comes later and goes again is followed", async () => {
  let current: pg.Pool | undefined;
  const app = await startApp(prisma({ pools: { late: () => current } }));
  expect(await samplesOf(app, "db_client_connection_max")).toEqual([]);
  current = new pg.Pool({ connectionString: url(), max: 7 });
  expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ late: 7 });
  const first = current;
  current = new pg.Pool({ connectionString: url(), max: 9 });
  expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ late: 9 });
  expect(Object.hasOwn(first, "connect")).toBe(false);
  current = undefined;
  expect(await samplesOf(app, "db_client_connection_max")).toEqual([]);
});

describe("other pools", () => {
  test("mariadb and mssql are read by their own counters", async () => {
    const mariadb = {
      activeConnections: () => 2,
      idleConnections: () => 3,
      taskQueueSize: () => 4,
    };
    const mssql = { available: 1, borrowed: 5, pending: 6, config: { pool: { max: 8 } } };
    const app = await startApp(prisma({ pools: { mariadb, mssql } }));
    expect(await valuesBy(app, "db_client_connection_count", pool, state)).toEqual({
      "mariadb idle": 3,
      "mariadb used": 2,
      "mssql idle": 1,
      "mssql used": 5,
    });
    expect(await valuesBy(app, "db_client_connection_pending_requests", pool)).toEqual({
      mariadb: 4,
      mssql: 6,
    });
    expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ mssql: 8 });
  });
});

describe("wrong options fail at once and say what to do", () => {
  const adapter = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: async () => ({}),
  };
  const wrong: readonly (readonly [string, unknown, string])[] = [
    ["a pool itself", new pg.Pool(), "such as { main: pool }"],
    ["a list", [new pg.Pool()], "such as { main: pool }"],
    ["text", "main", "such as { main: pool }"],
    ["a pool that does not exist yet", { main: undefined }, "main: () => pool"],
    ["null", { main: null }, "is null"],
    ["a driver adapter", { main: adapter }, 'instrumentAdapter(adapter, { name: "main" })'],
    ["anything else", { main: {} }, "no pool of pg"],
    ["no name", { "": new pg.Pool() }, "no name may be empty"],
  ];
  test.each(wrong)("%s", (_name, pools, message) => {
    expect(() => prisma({ pools: pools as Record<string, PoolSource> })).toThrow(
      expect.objectContaining({
        code: "PROMENADE_OPTION_INVALID",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("a threshold below two, and a misspelt option", () => {
    expect(() => prisma({ nPlusOneThreshold: 1 })).toThrow("nPlusOneThreshold");
    expect(() => prisma({ pool: {} } as object)).toThrow('Did you mean "pools"?');
  });
});
