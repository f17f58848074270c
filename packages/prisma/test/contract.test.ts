import { setTimeout as sleep } from "node:timers/promises";
import type { Scopes } from "@promenade/core";
import { testPlugin, expectGoldenBoards } from "@promenade/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { connect, type Connected } from "./support/app.ts";
import { usePostgres } from "./support/postgres.ts";

const { url } = usePostgres();
let connected: Connected;
let alternatives = 0;

beforeAll(async () => {
  connected = await connect(7, { connectionString: url(), max: 4 });
});
afterAll(async () => {
  await connected.end();
});

/** The units of work of each app that runs: whoever opens one, as the HTTP plugin does, opens it in all. */
const everyScopes = new Set<Scopes>();

async function request(work: () => Promise<void>): Promise<void> {
  const opened = [...everyScopes].map((scopes) => ({
    scopes,
    scope: scopes.open("http", "GET /"),
  }));
  const nested = opened.reduce(
    (inner, { scopes, scope }) =>
      async () => {
        await scopes.run(scope, async () => await inner());
      },
    work,
  );
  await nested();
  for (const { scopes, scope } of opened) scopes.end(scope);
}

/** A request with an N+1, an error, and a transaction of each outcome. */
async function exercise(): Promise<void> {
  const { client } = connected;
  await client.$disconnect();
  await request(async () => {
    for (const { id } of await client.user.findMany({ take: 6 }))
      await client.post.findMany({ where: { authorId: id } });
  });
  // A query of a new shape, which has to be compiled.
  alternatives += 1;
  await client.user.findMany({
    where: { OR: Array.from({ length: alternatives }, () => ({ id: 1 })) },
  });
  await expect(client.user.create({ data: { email: "u1@example.com" } })).rejects.toThrow("Unique");
  await expect(client.$queryRawUnsafe("SELECT nothing")).rejects.toThrow("nothing");
  await client.$transaction(async (transaction) => await transaction.user.count());
  await expect(
    client.$transaction(async () => await Promise.reject(new Error("changed my mind"))),
  ).rejects.toThrow("changed my mind");
  const long = client.$transaction(async () => await sleep(50), { timeout: 10 });
  await expect(long).rejects.toMatchObject({ code: "P2028" });
}

/** Raw texts, tables, arguments and codes that come once each. */
async function flood(): Promise<void> {
  const { client } = connected;
  const kinds: readonly ((at: number) => Promise<unknown>)[] = [
    async (at) => await client.$queryRawUnsafe(`SELECT ${at} AS column${at}`),
    async (at) => await client.$queryRawUnsafe(`UPDATE table${at} SET a = ${at}`),
    async (at) => await client.user.findMany({ where: { [`field${at}`]: at } }),
    async (at) =>
      await client.$transaction(async () => {
        await Promise.reject(Object.assign(new Error("no"), { code: `CODE${at}` }));
      }),
  ];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < 10_000; at = next++)
      await kinds[at % kinds.length]?.(at).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

testPlugin(
  (filter) => {
    const plugin = prisma({ pools: { main: connected.pool }, ...filter });
    return {
      ...plugin,
      setup(context) {
        everyScopes.add(context.scopes);
        context.defer(() => void everyScopes.delete(context.scopes));
        return plugin.setup(context);
      },
    };
  },
  {
    exercise,
    hostile: flood,
    emptyAlerts: { PromenadePrismaNPlusOne: "one every ten seconds for five minutes" },
  },
);

test("the committed dashboard, rules and runbook are what the plugin makes", async () => {
  await expectGoldenBoards(prisma());
});
