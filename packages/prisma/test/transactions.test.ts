import { setTimeout as sleep } from "node:timers/promises";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { connect, type Connected } from "./support/app.ts";
import { majors } from "./support/clients.ts";
import { usePostgres } from "./support/postgres.ts";

const { url } = usePostgres();

describe.each(majors)("Prisma %i", (major) => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect(major, { connectionString: url(), max: 2 });
    await connected.client.user.count();
  });
  afterAll(async () => {
    await connected.end();
  });

  test("commit, rollback, both timeouts, and a start that fails", async () => {
    const { client, pool } = connected;
    const app = await startApp(prisma({ pools: { main: pool } }));
    await client.$transaction(async (transaction) => await transaction.user.count());
    await client.$transaction([client.user.count(), client.post.count()]);
    const boom = client.$transaction(async () => await Promise.reject(new Error("boom")));
    await expect(boom).rejects.toThrow("boom");
    const unique = client.$transaction(
      async (transaction) => await transaction.user.create({ data: { email: "u1@example.com" } }),
    );
    await expect(unique).rejects.toMatchObject({ code: "P2002" });
    const long = client.$transaction(
      async (transaction) => {
        await sleep(300);
        await transaction.user.count();
      },
      { timeout: 100 },
    );
    await expect(long).rejects.toMatchObject({ code: "P2028" });
    const all = [await pool.connect(), await pool.connect()];
    // Prisma 6 looks at the time only once it has a connection.
    setTimeout(() => {
      for (const one of all) one.release();
    }, 200);
    const late = client.$transaction(async (transaction) => await transaction.user.count(), {
      maxWait: 50,
    });
    await expect(late).rejects.toMatchObject({ code: "P2028" });

    expect(await valuesBy(app, "prisma_transaction_duration_seconds", "outcome")).toEqual({
      commit: 2,
      rollback: 2,
      timeout: 2,
    });
    expect(await valuesBy(app, "prisma_transaction_start_duration_seconds", "outcome")).toEqual({
      ok: 5,
      timeout: 1,
    });
    const started = await samplesOf(app, "prisma_transaction_start_duration_seconds");
    const waited = started.find(({ labels }) => labels["outcome"] === "timeout");
    expect(waited?.sum).toBeGreaterThan(0.045);
    const verbs = await valuesBy(
      app,
      "db_client_operation_duration_seconds",
      "db_operation_name",
      "operation",
      "db_client_connection_pool_name",
    );
    expect(verbs).toMatchObject({ "COMMIT $transaction main": 1, "SELECT count main": 3 });
    // Prisma 6 also rolls back the one that got its connection too late.
    expect(verbs["ROLLBACK $transaction main"]).toBe(major === 6 ? 4 : 3);
  });

  test("a database that is away is an error, not a rollback", async () => {
    const gone = await connect(major, { host: "127.0.0.1", port: 1, user: "nobody" });
    const app = await startApp(prisma());
    const attempt = gone.client.$transaction(async (client) => await client.user.count());
    await expect(attempt).rejects.toMatchObject({ name: expect.stringContaining("Prisma") });
    await expect(gone.client.user.count()).rejects.toMatchObject({
      name: expect.stringContaining("Prisma"),
    });
    await gone.end();
    expect(await valuesBy(app, "prisma_transaction_duration_seconds", "outcome")).toEqual({
      error: 1,
    });
    expect(await valuesBy(app, "prisma_transaction_start_duration_seconds", "outcome")).toEqual({
      error: 1,
    });
    const codes = await valuesBy(
      app,
      "prisma_operation_errors_total",
      "model",
      "operation",
      "code",
    );
    expect(Object.keys(codes)).toEqual([
      expect.stringMatching(/^User count (?:P1001|ECONNREFUSED)$/),
    ]);
  });
});
