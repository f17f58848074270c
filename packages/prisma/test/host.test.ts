import { startApp, valuesBy, warningsOf } from "@promenade/testing/apps";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prisma, spanEnd } from "../src/index.ts";
import { clientOf, majors, type Client, type Major } from "./support/clients.ts";
import { nullAdapter, userColumns, type NullAdapterOptions } from "./support/null-adapter.ts";

interface Made {
  readonly client: Client;
  readonly sql: readonly string[];
}

async function make(major: Major, options: NullAdapterOptions = {}): Promise<Made> {
  const PrismaClient = await clientOf(major);
  const { factory, sql } = nullAdapter(options);
  const log = [{ emit: "event", level: "query" }];
  return { client: new PrismaClient({ adapter: factory, log }), sql };
}

/** What an app can notice of a run of calls: results, errors, SQL, the order of it all. */
async function behaviour(major: Major): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const { client, sql } = await make(major, {
    answer: (text) => {
      if (text.includes("boom")) throw new Error("the driver failed");
      if (text.startsWith("SELECT COUNT")) return { columns: { _count: "int" }, rows: [[2]] };
      return { columns: userColumns, rows: [[1, "a@example.com", null]] };
    },
  });
  client.$on("query", (event: { readonly query: string }) => seen.push(`log ${event.query}`));
  const tell = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await work().then(
      (value) => seen.push([name, value]),
      (error: unknown) => {
        const { name: type, code, message, stack } = error as Error & { readonly code?: string };
        const frames = (stack ?? "").split("\n").filter((line) => line.includes("host.test.ts"));
        seen.push([name, type, code, message.replace(/:\d+:\d+/g, ""), frames.length]);
      },
    );
  };
  const lazy = client.user.findMany();
  seen.push(["tag", lazy[Symbol.toStringTag], sql.length]);
  await tell("lazy", async () => await lazy);
  await tell("again", async () => await lazy);
  await tell("findUnique", async () => await client.user.findUnique({ where: { id: 1 } }));
  await tell(
    "batched",
    async () =>
      await Promise.all(
        [1, 2, 3].map(async (id) => await client.user.findUnique({ where: { id } })),
      ),
  );
  await tell("validation", async () => await client.user.findMany({ where: { nothing: 1 } }));
  await tell("raw", async () => await client.$queryRawUnsafe("select boom"));
  await tell(
    "interactive",
    async () => await client.$transaction(async (tx) => await tx.user.findMany()),
  );
  await tell(
    "thrown",
    async () => await client.$transaction(async () => await Promise.reject(new TypeError("mine"))),
  );
  await tell(
    "batch",
    async () => await client.$transaction([client.user.findMany(), client.user.findMany()]),
  );
  await client.$disconnect();
  return [...seen, sql];
}

// A tracing helper adds frames, and V8 keeps only ten: with that limit, the outermost would differ.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 100;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

describe.each(majors)("Prisma %i", (major) => {
  test("answers, fails, logs and asks the database exactly as without the plugin", async () => {
    const without = await behaviour(major);
    await startApp(prisma());
    expect(await behaviour(major)).toEqual(without);
    expect(without).toContainEqual([
      "interactive",
      [{ id: 1, email: "a@example.com", name: null }],
    ]);
  });

  test("an error's stack leads to the same places as without the plugin", async () => {
    const stackOf = async (): Promise<string> => {
      const { client } = await make(major, {
        answer: () => {
          throw new Error("the driver failed");
        },
      });
      const error = await caller(client).catch((caught: unknown) => caught);
      const { stack = "" } = error as Error;
      const lines = stack.replaceAll(/:\d+:\d+/g, "").split("\n");
      return lines
        .filter((line) => !/packages\/prisma\/src|async_local_storage|runInChildSpan/.test(line))
        .join("\n");
    };
    const without = await stackOf();
    await startApp(prisma());
    expect(await stackOf()).toBe(without);
  });

  test("a rejection that nobody handles is still reported", async () => {
    await startApp(prisma());
    const { client } = await make(major);
    const reported = new Promise((resolve) => {
      const listeners = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      process.once("unhandledRejection", (reason) => {
        for (const listener of listeners) process.on("unhandledRejection", listener);
        resolve(reason);
      });
    });
    const error = new Error("nobody looks");
    void client.$transaction(async () => await Promise.reject(error));
    expect(await reported).toBe(error);
  });

  test("a listener that throws costs neither a call nor another listener's records", async () => {
    const app = await startApp(prisma());
    const { client } = await make(major, { answer: () => ({ rows: [] }) });
    const app2 = await startApp({
      ...prisma(),
      setup: (context) => {
        context.on(spanEnd, () => {
          throw new Error("a bad listener");
        });
      },
    });
    expect(await client.user.findMany()).toEqual([]);
    expect(await valuesBy(app, "prisma_operation_duration_seconds", "outcome")).toEqual({ ok: 1 });
    const errors = await valuesBy(app2, "promenade_listener_errors_total", "plugin");
    expect(errors["prisma"]).toBeGreaterThan(0);
    expect(warningsOf(app2)).toEqual([expect.stringContaining("a bad listener")]);
  });
});

async function caller(client: Client): Promise<void> {
  await client.user.findMany();
}
