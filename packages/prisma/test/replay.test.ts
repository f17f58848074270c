import { samplesOf, startApp, valuesBy } from "@promenade/testing/apps";
import { expect, test } from "vitest";
import {
  beginSpan,
  endSpan,
  prisma,
  spanEnd,
  spanStart,
  type PrismaSpan,
  type SpanFacts,
} from "../src/index.ts";
import { unitOfWork } from "./support/work.ts";

interface Recorded extends SpanFacts {
  readonly seconds?: number;
  readonly waitSeconds?: number;
  readonly rows?: number;
  readonly error?: unknown;
  readonly inside?: readonly Recorded[];
}

/** What a source does, whatever Prisma's version: the start, what is inside, the end. */
function replay(recorded: Recorded, parent?: PrismaSpan): void {
  const { inside = [], seconds = 0.002, waitSeconds = 0, rows = 0 } = recorded;
  const span = beginSpan(recorded, parent);
  for (const one of inside) replay(one, span);
  span.waitSeconds = waitSeconds;
  const failure = "error" in recorded ? { failure: { error: recorded.error } } : {};
  endSpan(span, { rows, seconds, ...failure });
  // A source that ends twice counts once.
  endSpan(span);
}

const select: Recorded = { kind: "statement", system: "postgresql", verb: "SELECT", rows: 3 };
const unique = { code: "P2002" };
const timeout = { code: "P2028" };

const recording: readonly Recorded[] = [
  { kind: "connect", seconds: 0.07 },
  {
    kind: "operation",
    model: "User",
    method: "findMany",
    seconds: 0.02,
    inside: [
      { kind: "compile", seconds: 0.012 },
      select,
      { ...select, seconds: 0.4, waitSeconds: 0.39 },
    ],
  },
  {
    kind: "operation",
    model: "User",
    method: "create",
    error: unique,
    inside: [{ kind: "statement", system: "postgresql", verb: "INSERT", error: unique }],
  },
  { kind: "operation", method: "queryRaw", inside: [{ ...select, system: "mysql", verb: "WITH" }] },
  {
    kind: "transaction",
    seconds: 0.03,
    inside: [
      { kind: "begin" },
      {
        kind: "operation",
        model: "Post",
        method: "update",
        inside: [{ ...select, verb: "UPDATE", rows: 1 }],
      },
      { kind: "commit", inside: [{ kind: "statement", system: "postgresql", verb: "COMMIT" }] },
    ],
  },
  {
    kind: "transaction",
    error: new Error("the app's own"),
    inside: [{ kind: "begin" }, { kind: "rollback" }],
  },
  {
    kind: "transaction",
    seconds: 2,
    error: timeout,
    inside: [{ kind: "begin", seconds: 2, error: timeout }],
  },
  {
    kind: "transaction",
    error: { code: "P1001" },
    inside: [{ kind: "begin" }, { kind: "commit", error: { code: "P1001" } }],
  },
];

const loop: readonly Recorded[] = Array.from({ length: 6 }, () => ({
  kind: "operation",
  model: "Post",
  method: "findMany",
  inside: [select],
}));

test("a recording gives exactly these metrics", async () => {
  const app = await startApp(prisma());
  for (const one of recording) replay(one);
  await unitOfWork(app, "http", "GET /users", async () => {
    for (const one of loop) replay(one);
    await Promise.resolve();
  });
  const text = await app.text();
  const own = text.split("\n").filter((line) => !line.includes("promenade_"));
  await expect(`${own.join("\n").trim()}\n`).toMatchFileSnapshot("golden/metrics.txt");
});

test("what one unit of work may hold is limited", async () => {
  const app = await startApp(prisma({ nPlusOneThreshold: 2 }));
  await unitOfWork(app, "job", "wide", async () => {
    for (let number = 0; number < 300; number += 1) {
      const one = {
        kind: "operation",
        model: `Model${number}`,
        method: "findMany",
        inside: [select],
      } as const;
      replay(one);
      replay(one);
    }
    await Promise.resolve();
  });
  expect(Object.keys(await valuesBy(app, "app_n_plus_one_total", "call"))).toHaveLength(100);
  expect(await samplesOf(app, "prisma_queries_per_unit")).toMatchObject([{ sum: 600 }]);
});

test("units of work inside each other are counted to a limited depth", async () => {
  const app = await startApp(prisma());
  const nested = async (depth: number): Promise<void> => {
    if (depth === 0)
      return replay({ kind: "operation", model: "User", method: "count", inside: [select] });
    await unitOfWork(app, "job", `depth ${depth}`, async () => await nested(depth - 1));
  };
  await nested(12);
  const units = await valuesBy(app, "prisma_queries_per_unit", "unit");
  expect(Object.keys(units)).toEqual(Array.from({ length: 8 }, (_, index) => `depth ${index + 1}`));
});

test("a span that ended is no parent: what a callback leaves behind holds on to nothing", () => {
  const outer = beginSpan({ kind: "transaction" });
  const inner = beginSpan({ kind: "operation" }, outer);
  expect(inner.parent).toBe(outer);
  endSpan(inner);
  endSpan(outer);
  expect(beginSpan({ kind: "transaction" }, outer).parent).toBeUndefined();
});

test("nobody listens any more after the stop", async () => {
  const app = await startApp(prisma());
  expect([spanStart.hasSubscribers, spanEnd.hasSubscribers]).toEqual([true, true]);
  await app.stop();
  expect([spanStart.hasSubscribers, spanEnd.hasSubscribers]).toEqual([false, false]);
});
