import { setTimeout as sleep } from "node:timers/promises";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { describe, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { connect } from "./support/app.ts";
import { clientOf, majors } from "./support/clients.ts";
import { nullAdapter } from "./support/null-adapter.ts";
import { usePostgres } from "./support/postgres.ts";

const { url } = usePostgres();

describe.each(majors)("Prisma %i", (major) => {
  test("calls, rows and errors, each under its own name", async () => {
    const { client, end } = await connect(major, { connectionString: url() });
    const app = await startApp(prisma());
    await client.user.findMany({ take: 7 });
    await client.user.update({ where: { id: 1 }, data: { name: "one" } });
    await client.$queryRawUnsafe("/* a comment */ SELECT generate_series(1, 3)");
    const failures: readonly (readonly [Promise<unknown>, object])[] = [
      [client.user.create({ data: { email: "u1@example.com" } }), { code: "P2002" }],
      [client.user.findUniqueOrThrow({ where: { id: 0 } }), { code: "P2025" }],
      [client.user.findMany({ where: { nothing: 1 } }), { name: "PrismaClientValidationError" }],
      [client.$queryRawUnsafe("SELECT nothing FROM nowhere"), { code: "P2010" }],
    ];
    for (const [attempt, error] of failures) await expect(attempt).rejects.toMatchObject(error);
    await end();

    expect(
      await valuesBy(app, "prisma_operation_errors_total", "model", "operation", "code"),
    ).toEqual({
      "User create P2002": 1,
      "User findUniqueOrThrow P2025": 1,
      "User findMany validation": 1,
      "(none) queryRaw P2010": 1,
    });
    expect(
      await valuesBy(app, "prisma_operation_duration_seconds", "model", "operation", "outcome"),
    ).toEqual({
      "User findMany ok": 1,
      "User findMany error": 1,
      "User update ok": 1,
      "User create error": 1,
      "User findUniqueOrThrow error": 1,
      "(none) queryRaw ok": 1,
      "(none) queryRaw error": 1,
    });
    expect(await valuesBy(app, "prisma_rows_total", "model", "operation")).toEqual({
      "User findMany": 7,
      "User update": 1,
      "(none) queryRaw": 3,
    });
    const verbs = ["db_system_name", "db_operation_name", "operation", "error_type"];
    expect(await valuesBy(app, "db_client_operation_duration_seconds", ...verbs)).toEqual({
      "postgresql SELECT findMany ": 1,
      "postgresql UPDATE update ": 1,
      "postgresql SELECT queryRaw ": 1,
      "postgresql INSERT create P2002": 1,
      "postgresql SELECT findUniqueOrThrow ": 1,
      "postgresql SELECT queryRaw P2010": 1,
    });
    expect(await app.text()).not.toMatch(/nowhere|u1@example|generate_series/);
  });

  test("calls in flight, time, plan cache misses and connects", async () => {
    const PrismaClient = await clientOf(major);
    const answer = async (): Promise<object> => {
      await sleep(60);
      return {};
    };
    const client = new PrismaClient({ adapter: nullAdapter({ answer }).factory });
    const app = await startApp(prisma());
    const calls = [client.user.findMany(), client.user.findMany()].map(async (call) => await call);
    await sleep(30);
    expect(await valuesBy(app, "prisma_operations_in_flight")).toEqual({ "": 2 });
    await Promise.all(calls);
    await client.user.findMany();
    expect(await samplesOf(app, "prisma_operations_in_flight")).toMatchObject([{ value: 0 }]);
    const [duration] = await samplesOf(app, "prisma_operation_duration_seconds");
    expect(duration?.value).toBe(3);
    expect(duration?.sum).toBeGreaterThan(0.17);
    const [statements] = await samplesOf(app, "db_client_operation_duration_seconds");
    expect(statements?.sum).toBeGreaterThan(0.17);
    expect(statements?.sum).toBeLessThan(duration?.sum ?? 0);
    expect(await valuesBy(app, "prisma_connect_duration_seconds", "outcome")).toEqual({ ok: 1 });
    const [compile] = await samplesOf(app, "prisma_query_compile_duration_seconds");
    // Prisma 6 keeps no plans.
    expect(compile?.value).toBe(major === 6 ? 3 : 1);
  });
});
