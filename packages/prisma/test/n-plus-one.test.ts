import type { Promenade } from "@promenade/core";
import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../src/index.ts";
import { connect, type Connected } from "./support/app.ts";
import { majors, type Client } from "./support/clients.ts";
import { usePostgres } from "./support/postgres.ts";
import { unitOfWork } from "./support/work.ts";

const { url } = usePostgres();

interface Pattern {
  readonly name: string;
  readonly work: (client: Client) => Promise<unknown>;
  readonly statements: number;
  /** Calls of the culprit, where it is one. */
  readonly suspect?: Readonly<Record<string, number>>;
}

const everything = { author: true, comments: true, tags: true, likes: true, revisions: true };

/** Ways to load ten parents and their children. */
const patterns: readonly Pattern[] = [
  {
    name: "include",
    work: async (client) => await client.user.findMany({ take: 10, include: { posts: true } }),
    statements: 2,
  },
  {
    name: "a wide include",
    work: async (client) => await client.post.findMany({ take: 10, include: everything }),
    statements: 6,
  },
  {
    name: "findMany one after another",
    async work(client) {
      for (const { id } of await client.user.findMany({ take: 10 }))
        await client.post.findMany({ where: { authorId: id } });
    },
    statements: 11,
    suspect: { "Post.findMany": 10 },
  },
  {
    name: "findMany all at once",
    async work(client) {
      const users = await client.user.findMany({ take: 10 });
      await Promise.all(
        users.map(async ({ id }) => await client.post.findMany({ where: { authorId: id } })),
      );
    },
    statements: 11,
    suspect: { "Post.findMany": 10 },
  },
  {
    name: "findUnique all at once, which Prisma batches",
    async work(client) {
      const posts = await client.post.findMany({ take: 10 });
      await Promise.all(
        posts.map(
          async ({ authorId }) => await client.user.findUnique({ where: { id: authorId } }),
        ),
      );
    },
    statements: 2,
  },
  {
    name: "findUnique one after another",
    async work(client) {
      for (const { authorId } of await client.post.findMany({ take: 10 }))
        await client.user.findUnique({ where: { id: authorId } });
    },
    statements: 11,
    suspect: { "User.findUnique": 10 },
  },
  {
    name: "the fluent API all at once, which Prisma batches",
    async work(client) {
      const users = await client.user.findMany({ take: 10 });
      await Promise.all(
        users.map(async ({ id }) => await client.user.findUnique({ where: { id } }).posts()),
      );
    },
    statements: 3,
  },
  {
    name: "a batch in one transaction",
    work: async (client) =>
      await client.$transaction(
        Array.from({ length: 10 }, () => client.user.findMany({ take: 1 })),
      ),
    statements: 10,
  },
  {
    name: "a loop in an interactive transaction",
    work: async (client) =>
      await client.$transaction(async (transaction) => {
        for (let id = 1; id <= 6; id += 1) await transaction.user.findUnique({ where: { id } });
      }),
    statements: 6,
    suspect: { "User.findUnique": 6 },
  },
  {
    name: "four raw queries, one below the threshold",
    async work(client) {
      for (let round = 0; round < 4; round += 1) await client.$queryRawUnsafe("SELECT 1");
    },
    statements: 4,
  },
  {
    name: "five raw queries",
    async work(client) {
      for (let round = 0; round < 5; round += 1) await client.$queryRawUnsafe("SELECT 1");
    },
    statements: 5,
    suspect: { "(none).queryRaw": 5 },
  },
];

async function suspects(app: Promenade): Promise<Readonly<Record<string, number>>> {
  return await valuesBy(app, "app_n_plus_one_total", "plugin", "kind", "unit", "call");
}

describe.each(majors)("Prisma %i", (major) => {
  let connected: Connected;
  beforeAll(async () => {
    connected = await connect(major, { connectionString: url(), max: 5 });
  });
  afterAll(async () => {
    await connected.end();
  });

  test.each(patterns)("$name", async ({ work, statements, suspect = {} }) => {
    const app = await startApp(prisma());
    await unitOfWork(app, "http", "GET /users", async () => await work(connected.client));
    const units = await samplesOf(app, "prisma_queries_per_unit");
    expect(units).toEqual([
      { labels: { kind: "http", unit: "GET /users" }, value: 1, sum: statements },
    ]);
    const named = Object.keys(suspect).map((call) => [`prisma http GET /users ${call}`, 1]);
    expect(await suspects(app)).toEqual(Object.fromEntries(named));
    const toSave = Object.entries(suspect).map(([call, calls]) => [call, calls - 1]);
    expect(await valuesBy(app, "app_n_plus_one_calls_total", "call")).toEqual(
      Object.fromEntries(toSave),
    );
  });

  test("a unit inside another counts its SQL into both, and N+1 into the one that repeats the call", async () => {
    const app = await startApp(prisma());
    const { client } = connected;
    await unitOfWork(app, "http", "POST /graphql", async () => {
      await client.user.count();
      await Promise.all([
        unitOfWork(app, "graphql", "query Users", async () => {
          for (let id = 1; id <= 5; id += 1) await client.user.findUnique({ where: { id } });
        }),
        unitOfWork(app, "graphql", "query Posts", async () => await client.post.count()),
      ]);
    });
    const units = await samplesOf(app, "prisma_queries_per_unit");
    expect(Object.fromEntries(units.map(({ labels, sum }) => [labels["unit"], sum]))).toEqual({
      "query Users": 5,
      "query Posts": 1,
      "POST /graphql": 7,
    });
    expect(await suspects(app)).toEqual({ "prisma graphql query Users User.findUnique": 1 });
  });

  test("many small units with one call each are the N+1 of the unit around them", async () => {
    const app = await startApp(prisma());
    const { client } = connected;
    await unitOfWork(app, "batch", "orders", async () => {
      for (let id = 1; id <= 6; id += 1)
        await unitOfWork(
          app,
          "message",
          "orders",
          async () => await client.user.findUnique({ where: { id } }),
        );
    });
    expect(await suspects(app)).toEqual({ "prisma batch orders User.findUnique": 1 });
    expect(await valuesBy(app, "app_n_plus_one_calls_total", "kind")).toEqual({ batch: 5 });
  });

  test("the threshold is the user's, a unit without SQL is not counted, one without a name is", async () => {
    const app = await startApp(prisma({ nPlusOneThreshold: 2 }));
    const { client } = connected;
    await unitOfWork(app, "job", "idle", async () => await Promise.resolve());
    const scope = app.registry.scopes.open("job");
    await app.registry.scopes.run(scope, async () => {
      await client.user.count();
      await client.user.count();
    });
    app.registry.scopes.end(scope);
    expect(await valuesBy(app, "prisma_queries_per_unit", "kind", "unit")).toEqual({
      "job unknown": 1,
    });
    expect(await suspects(app)).toEqual({ "prisma job unknown User.count": 1 });
  });

  test("nobody opens units of work for us when nothing is counted in them", async () => {
    const app = await startApp(prisma({ except: ["queriesPerUnit"], nPlusOneThreshold: false }));
    expect(app.registry.scopes.isConsumed).toBe(false);
  });
});
