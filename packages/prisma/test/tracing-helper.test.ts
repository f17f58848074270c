import type { Promenade } from "@promenade/core";
import { startApp, valuesBy } from "@promenade/testing/apps";
import { afterEach, describe, expect, test, vi } from "vitest";
import { prisma } from "../src/index.ts";
import { clientOf, majors, type Client, type Major } from "./support/clients.ts";
import { disable, enable, FakeHelper, globals, names, unversioned } from "./support/fake-helper.ts";
import { nullAdapter } from "./support/null-adapter.ts";

async function make(
  major: Major,
  options: Parameters<typeof nullAdapter>[0] = {},
): Promise<Client> {
  const PrismaClient = await clientOf(major);
  return new PrismaClient({ adapter: nullAdapter(options).factory });
}

async function operations(app: Promenade): Promise<Readonly<Record<string, number>>> {
  return await valuesBy(app, "prisma_operation_duration_seconds", "model", "operation", "outcome");
}

async function statements(app: Promenade): Promise<Readonly<Record<string, number>>> {
  const labels = ["db_operation_name", "model", "operation"];
  return await valuesBy(app, "db_client_operation_duration_seconds", ...labels);
}

afterEach(() => {
  for (const name of names) delete globals[name];
});

describe.each(majors)("Prisma %i", (major) => {
  test("a client made before the start is seen, and one that is asked after the stop is not", async () => {
    const client = await make(major);
    const app = await startApp(prisma());
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
    expect(await statements(app)).toEqual({ "SELECT User findMany": 1 });
    await app.stop();
    expect(names.filter((name) => Object.hasOwn(globals, name))).toEqual([]);
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
  });

  test.each(["before", "after"])(
    "another helper that comes %s us sees all that it would see",
    async (order) => {
      const client = await make(major);
      const helper = new FakeHelper();
      if (order === "before") enable(helper, major);
      const app = await startApp(prisma());
      if (order === "after") enable(helper, major);
      await client.user.findMany();
      expect(helper.asked).toContain("operation");
      expect(helper.asked.filter((name) => name === "db_query")).toHaveLength(1);
      expect(await operations(app)).toEqual({ "User findMany ok": 1 });
      expect(await statements(app)).toEqual({ "SELECT User findMany": 1 });

      await app.stop();
      expect(globals[unversioned]).toEqual({ helper });
      expect(globals[`V${major}_${unversioned}`]).toEqual({ helper });
      helper.asked.length = 0;
      await client.user.findMany();
      expect(helper.asked).toContain("db_query");
    },
  );

  test("a helper that is not enabled is not shown statements on our account", async () => {
    const client = await make(major);
    const helper = new FakeHelper();
    helper.enabled = false;
    enable(helper, major);
    const app = await startApp(prisma());
    await client.user.findMany();
    expect(helper.asked).toContain("operation");
    expect(helper.asked).not.toContain("db_query");
    expect(await statements(app)).toEqual({ "SELECT User findMany": 1 });
  });

  test("after a helper deleted the globals we are back with the next scrape", async () => {
    const client = await make(major);
    const app = await startApp(prisma());
    enable(new FakeHelper(), major);
    disable(major);
    await client.user.findMany();
    expect(await operations(app)).toEqual({});
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
  });

  test("two apps in one process both count each call once", async () => {
    const client = await make(major);
    const [first, second] = [await startApp(prisma()), await startApp(prisma())];
    await client.user.findMany();
    expect(await operations(first)).toEqual({ "User findMany ok": 1 });
    expect(await operations(second)).toEqual({ "User findMany ok": 1 });
    await first.stop();
    await client.user.findMany();
    expect(await operations(second)).toEqual({ "User findMany ok": 2 });
  });

  test("a second copy of the package shares the hook and counts nothing twice", async () => {
    const client = await make(major);
    const first = await startApp(prisma());
    vi.resetModules();
    const copy = await import("../src/index.ts");
    expect(copy.prisma).not.toBe(prisma);
    const second = await startApp(copy.prisma());
    await client.user.findMany();
    for (const app of [first, second]) {
      expect(await operations(app)).toEqual({ "User findMany ok": 1 });
      expect(await statements(app)).toEqual({ "SELECT User findMany": 1 });
    }
    await first.stop();
    await client.user.findMany();
    expect(await operations(second)).toEqual({ "User findMany ok": 2 });
  });

  test("with statements off, Prisma is not asked to show them", async () => {
    const client = await make(major);
    const app = await startApp(prisma({ statements: false }));
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
    expect(await statements(app)).toEqual({});
    expect(helperOf(major).isEnabled()).toBe(false);
  });
});

function helperOf(major: Major): FakeHelper {
  return (globals[`V${major}_${unversioned}`] as { readonly helper: FakeHelper }).helper;
}

describe("the helper that Prisma sees", () => {
  test("alone, it answers as Prisma's own default", async () => {
    await startApp(prisma());
    const helper = helperOf(7);
    expect(helper.getTraceParent()).toBe("00-10-10-00");
    expect(helper.getActiveContext()).toBeUndefined();
    const emitted: unknown[] = [];
    helper.dispatchEngineSpans([], ["a", "b"], (event: unknown) => emitted.push(event));
    expect(emitted).toEqual(["a", "b"]);
    helper.dispatchEngineSpans([]);
  });

  test("in front of another, it gives that one's answers", async () => {
    await startApp(prisma());
    const other = new FakeHelper();
    enable(other, 7);
    const helper = helperOf(7);
    expect(helper.getTraceParent()).toBe(other.traceParent);
    expect(helper.getActiveContext()).toEqual({ of: "fake" });
    helper.dispatchEngineSpans([], [], () => {});
    expect(other.asked).toEqual(["dispatch:3"]);
    const seen: unknown[] = [];
    helper.runInChildSpan("operation", (...args) => seen.push(...args));
    expect(seen).toEqual([{ span: "operation" }, { context: true }]);
  });

  test("gives nothing that would be written into SQL while no other helper is enabled", async () => {
    await startApp(prisma());
    const other = new FakeHelper();
    other.enabled = false;
    enable(other, 7);
    // What `@prisma/sqlcommenter-trace-context` asks before it adds a comment.
    const comment = (): object => {
      const helper = helperOf(7);
      const trace = helper.isEnabled() ? helper.getTraceParent() : "";
      return trace.endsWith("-01") ? { traceparent: trace } : {};
    };
    const PrismaClient = await clientOf(7);
    const { factory, sql } = nullAdapter();
    const client = new PrismaClient({ adapter: factory, comments: [comment] });
    await client.user.findMany();
    expect(sql.join()).not.toContain("traceparent");
    other.enabled = true;
    await client.user.findMany();
    expect(sql.at(-1)).toContain(`/*traceparent='${other.traceParent}'*/`);
  });

  test("passes results, rejections and exceptions on as they are", async () => {
    await startApp(prisma());
    const helper = helperOf(7);
    const result = {};
    const error = new Error("boom");
    expect(helper.runInChildSpan("operation", () => result)).toBe(result);
    expect(() =>
      helper.runInChildSpan("operation", () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(helper.runInChildSpan("operation", async () => result)).resolves.toBe(result);
    await expect(
      helper.runInChildSpan("operation", async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(helper.runInChildSpan("serialize", () => 1)).toBe(1);
  });

  test("a helper that wraps ours does not go round in circles", async () => {
    const app = await startApp(prisma());
    const ours = helperOf(7);
    const wrapper = new FakeHelper();
    wrapper.runInChildSpan = (options, callback) => ours.runInChildSpan(options, callback);
    wrapper.isEnabled = () => ours.isEnabled();
    wrapper.getTraceParent = () => ours.getTraceParent();
    wrapper.getActiveContext = () => ours.getActiveContext();
    enable(wrapper, 7);
    expect(helperOf(7).isEnabled()).toBe(true);
    expect(helperOf(7).getTraceParent()).toBe("00-10-10-00");
    expect(helperOf(7).getActiveContext()).toBeUndefined();
    const client = await make(7);
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
    expect(await statements(app)).toEqual({ "SELECT User findMany": 1 });
  });

  test("our own helper copied to another global is not taken for somebody else's", async () => {
    const app = await startApp(prisma());
    globals["V7_PRISMA_INSTRUMENTATION"] = globals[unversioned];
    globals[unversioned] = globals["V7_PRISMA_INSTRUMENTATION"];
    const client = await make(7);
    await client.user.findMany();
    expect(await operations(app)).toEqual({ "User findMany ok": 1 });
  });

  test("a frozen global is left alone", async () => {
    const helper = new FakeHelper();
    const value = { helper };
    // A test cannot undo it, so it uses a name that no client here reads.
    Object.defineProperty(globalThis, "V8_PRISMA_INSTRUMENTATION", { value });
    const app = await startApp(prisma());
    expect(globals["V8_PRISMA_INSTRUMENTATION"]).toBe(value);
    await app.stop();
    expect(globals["V8_PRISMA_INSTRUMENTATION"]).toBe(value);
  });
});
