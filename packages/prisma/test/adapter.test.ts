import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma } from "@prisma/client/extension";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { instrumentAdapter, operationsExtension, prisma } from "../src/index.ts";
import { driverOf } from "./support/app.ts";
import { clientOf, majors, type Client, type Major } from "./support/clients.ts";
import { disable } from "./support/fake-helper.ts";
import { usePostgres } from "./support/postgres.ts";
import { unitOfWork } from "./support/work.ts";

const { url } = usePostgres();
const pool = "db_client_connection_pool_name";

const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map(async (client) => await client.$disconnect()));
});

async function wrapped(major: Major, name?: string): Promise<Client> {
  const [PrismaClient, driver] = [await clientOf(major), await driverOf(major)];
  const adapter = new driver.PrismaPg({ connectionString: url(), max: 2 });
  const client = new PrismaClient({
    adapter: instrumentAdapter(adapter, name === undefined ? {} : { name }),
  });
  clients.push(client);
  return client;
}

/** Every kind of work that goes through an adapter. */
async function work(client: Client): Promise<void> {
  await client.user.findMany({ take: 3 });
  await client.$queryRawUnsafe("SELECT 1");
  await client.$transaction(async (transaction) => await transaction.user.count());
  await client.$transaction([client.user.count(), client.user.count()]);
  await expect(client.user.create({ data: { email: "u1@example.com" } })).rejects.toMatchObject({
    code: "P2002",
  });
  const error = new Error("changed my mind");
  await expect(client.$transaction(async () => await Promise.reject(error))).rejects.toBe(error);
}

describe.each(majors)("Prisma %i", (major) => {
  test("the pool inside an adapter is found, named, watched, and let go with the client", async () => {
    const app = await startApp(prisma());
    const client = await wrapped(major, "inner");
    await work(client);
    expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ inner: 2 });
    const [wait] = await samplesOf(app, "db_client_connection_wait_time_seconds");
    expect(wait).toMatchObject({ labels: { [pool]: "inner" }, value: 6 });
    const statements = await valuesBy(
      app,
      "db_client_operation_duration_seconds",
      "db_operation_name",
      pool,
    );
    // Each once, although the hook and the adapter both see them.
    expect(statements).toEqual({
      "SELECT inner": 5,
      "INSERT inner": 1,
      "COMMIT inner": 2,
      "ROLLBACK inner": 1,
    });
    await client.$disconnect();
    expect(await samplesOf(app, "db_client_connection_max")).toEqual([]);
    await client.user.count();
    expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({ inner: 2 });
  });

  test("two clients of the same name do not hide each other", async () => {
    for (const client of [await wrapped(major), await wrapped(major)]) await client.user.count();
    const app = await startApp(prisma());
    expect(await valuesBy(app, "db_client_connection_max", pool)).toEqual({
      default: 2,
      "default-2": 2,
    });
  });

  test("without Prisma's hook, the adapter reports SQL, and the extension operations", async () => {
    const app = await startApp(prisma());
    const client = await wrapped(major, "main");
    const extended = client.$extends(operationsExtension());
    // As a realm of its own, or a Prisma that no longer has the hook.
    disable(6);
    disable(7);
    await unitOfWork(app, "job", "work", async () => await work(extended));
    const labels = ["db_system_name", "db_operation_name", "model", "operation", pool];
    expect(await valuesBy(app, "db_client_operation_duration_seconds", ...labels)).toEqual({
      "postgresql SELECT User findMany main": 1,
      "postgresql SELECT (none) queryRaw main": 1,
      "postgresql SELECT User count main": 3,
      "postgresql COMMIT (none) $transaction main": 1,
      "postgresql COMMIT User count main": 1,
      "postgresql ROLLBACK (none) $transaction main": 1,
      "postgresql INSERT User create main": 1,
    });
    const units = await samplesOf(app, "prisma_queries_per_unit");
    expect(units).toMatchObject([{ sum: 6 }]);
    const operations = ["model", "operation", "outcome"];
    expect(await valuesBy(app, "prisma_operation_duration_seconds", ...operations)).toEqual({
      "User findMany ok": 1,
      "(none) queryRaw ok": 1,
      "User count ok": 3,
      "User create error": 1,
    });
    expect(await valuesBy(app, "prisma_transaction_start_duration_seconds", "outcome")).toEqual({
      ok: 3,
    });
    await client.$disconnect();
  });

  test("beside Prisma's hook, the extension counts nothing twice", async () => {
    const app = await startApp(prisma());
    const client = await wrapped(major);
    await work(client.$extends(operationsExtension()));
    const operations = ["model", "operation", "outcome"];
    expect(await valuesBy(app, "prisma_operation_duration_seconds", ...operations)).toEqual({
      "User findMany ok": 1,
      "(none) queryRaw ok": 1,
      "User count ok": 3,
      "User create error": 1,
    });
  });
});

test("the types of Prisma take both", () => {
  const adapter = instrumentAdapter(new PrismaPg({ connectionString: "postgresql://unused" }));
  expectTypeOf(adapter).toEqualTypeOf<PrismaPg>();
  expect(Prisma.defineExtension(operationsExtension())).toBeTypeOf("function");
});

test("the given adapter is not changed, and what it has is passed on", async () => {
  class Factory {
    readonly provider = "postgres";
    readonly adapterName = "mine";
    #secret = 1;
    get secret(): number {
      return this.#secret;
    }
    async connect(): Promise<object> {
      this.#secret += 1;
      return await Promise.resolve({ dispose: async () => await Promise.resolve() });
    }
    extra(): number {
      return this.#secret;
    }
  }
  const factory = new Factory();
  const before = Reflect.ownKeys(factory);
  const made = instrumentAdapter(factory);
  expect(made).toBeInstanceOf(Factory);
  expect(made.provider).toBe("postgres");
  await made.connect();
  expect(made.extra()).toBe(2);
  expect(made.secret).toBe(2);
  expect(Reflect.ownKeys(factory)).toEqual(before);
});
