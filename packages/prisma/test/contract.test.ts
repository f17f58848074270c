import type { Scopes } from "@promenade/core";
import { testPlugin, expectGoldenBoards } from "@promenade/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { connect, type Connected } from "./support/app.ts";
import { usePostgres } from "./support/postgres.ts";

const { url } = usePostgres();
let connected: Connected;

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
  await expect(client.user.create({ data: { email: "u1@example.com" } })).rejects.toThrow("Unique");
  await client.$transaction(async (transaction) => await transaction.user.count());
  await expect(
    client.$transaction(async () => await Promise.reject(new Error("changed my mind"))),
  ).rejects.toThrow("changed my mind");
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
  { exercise },
);

test("the committed dashboard, rules and runbook are what the plugin makes", async () => {
  await expectGoldenBoards(prisma());
});
