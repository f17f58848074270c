import { channel as nodeChannel, tracingChannel } from "node:diagnostics_channel";
import { beforeEach, describe, expect, it } from "vitest";
import {
  channel,
  check,
  counter,
  definePlugin,
  gauge,
  PromenadeError,
  Registry,
  type Plugin,
} from "../src/index.ts";
import { PluginRun } from "../src/plugin-run.ts";
import { memoryLogger, valuesOf } from "./helpers.ts";

const help = "Something that is measured.";
const metrics = {
  placed: counter({ name: "orders_placed_total", help, labels: ["country"] }),
  open: gauge({ name: "orders_open", help, kind: "polled" }),
};
const placed = channel<{ country: string }>("promenade-test:placed");
const service = { service: "test", version: "", revision: "", author: "", environment: "" };

let registry: Registry;
let log: ReturnType<typeof memoryLogger>;
const run = async (plugin: Plugin): Promise<PluginRun> => {
  const made = new PluginRun(plugin, registry);
  await made.start(service, { plugins: [plugin], url: undefined, text: async () => "" });
  return made;
};

beforeEach(() => {
  registry = new Registry();
  registry.log = log = memoryLogger();
});

describe("a plugin", () => {
  const orders = definePlugin<typeof metrics, { countries: readonly string[]; limit: number }>({
    name: "orders",
    metrics,
    options: { countries: check.strings, limit: check.integer(1) },
    setup(context) {
      context.on(placed, ({ country }) => context.metrics.placed.inc({ country }));
      context.trace<{ fail?: boolean }>("promenade-test-checkout", {
        end: ({ fail }) => {
          if (fail === true) throw new Error("listener bug");
        },
      });
      context.poll({ name: "open", metrics: ["open"], collect: (record) => record.set("open", 2) });
    },
  });

  it("records what it hears, and leaves nothing behind", async () => {
    const running = await run(orders());
    placed.publish({ country: "de" });
    await registry.collect();
    expect(valuesOf(registry, "orders_placed_total")).toEqual({ de: 1 });
    expect(valuesOf(registry, "orders_open")).toEqual({ "": 2 });
    await running.stop();
    expect(placed.hasSubscribers).toBe(false);
    expect(nodeChannel("tracing:promenade-test-checkout:end").hasSubscribers).toBe(false);
    await registry.collect();
    expect(valuesOf(registry, "orders_open")).toEqual({});
    expect(valuesOf(registry, "orders_placed_total")).toEqual({ de: 1 });
  });

  it("cannot hurt the host with a listener that throws: counted, logged once", async () => {
    const running = await run(orders());
    const checkout = tracingChannel<unknown, { fail: boolean }>("promenade-test-checkout");
    for (let at = 0; at < 3; at += 1)
      expect(checkout.traceSync(() => "sold", { fail: true })).toBe("sold");
    expect(valuesOf(registry, "promenade_listener_errors_total")).toEqual({ orders: 3 });
    expect(log.lines.filter((line) => line.includes("listener bug")).length).toBe(1);
    await running.stop();
  });

  it("records nothing for metrics that the user filtered out, and does not poll for them", async () => {
    const running = await run(orders({ except: ["open"] }));
    placed.publish({ country: "de" });
    await registry.collect();
    expect(registry.get("orders_open")).toBeUndefined();
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({});
    expect(valuesOf(registry, "orders_placed_total")).toEqual({ de: 1 });
    await running.stop();
    const other = await run(orders({ only: ["open"] }));
    placed.publish({ country: "fr" });
    expect(valuesOf(registry, "orders_placed_total")).toEqual({ de: 1 });
    await other.stop();
  });

  const wrong: readonly (readonly [string, () => unknown, string, RegExp])[] = [
    [
      "an unknown option",
      () => orders({ limits: 3 } as object),
      "PROMENADE_OPTION_UNKNOWN",
      /Did you mean "limit"\?/,
    ],
    [
      "a wrong value",
      () => orders({ limit: 0 }),
      "PROMENADE_OPTION_INVALID",
      /"limit" of plugin "orders" must be a whole number from 1 .*; it is 0\. /,
    ],
    [
      "a text in the place of a number, which may be a secret",
      () => orders({ limit: "hunter2" as unknown as number }),
      "PROMENADE_OPTION_INVALID",
      /"limit" of plugin "orders" must be a whole number from 1 [^"]*; it is a string\. /,
    ],
    [
      "a list with a wrong entry",
      () => orders({ countries: [1] as unknown as string[] }),
      "PROMENADE_OPTION_INVALID",
      /"countries" of plugin "orders" must be a list of strings\. /,
    ],
    [
      "an unknown metric key",
      () => orders({ only: ["opened" as "open"] }),
      "PROMENADE_OPTION_INVALID",
      /metric keys \(placed, open\)/,
    ],
    [
      "a bad name",
      () => definePlugin({ name: "My Plugin", metrics, setup() {} }),
      "PROMENADE_PLUGIN_INVALID",
      /one lower-case word/,
    ],
  ];
  it.each(wrong)("refuses %s with a coded error", (_, make, code, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(`[${code}]`);
  });

  it("whose set-up breaks costs the app nothing; its user's mistake is told", async () => {
    const broken = definePlugin({
      name: "broken",
      metrics: {},
      setup: ({ on }) => {
        on(placed, () => {});
        throw new TypeError("plugin bug");
      },
    });
    await run(broken());
    expect(placed.hasSubscribers).toBe(false);
    expect(valuesOf(registry, "promenade_listener_errors_total")).toEqual({ broken: 1 });
    const misused = definePlugin({
      name: "misused",
      metrics: {},
      setup: () => {
        throw new PromenadeError("PROMENADE_OPTION_INVALID", "Give it a pool.");
      },
    });
    await expect(run(misused())).rejects.toThrow("Give it a pool.");
  });

  it("may change its metrics when it is loaded anew, but not under another's feet", async () => {
    const version = (text: string): Plugin =>
      definePlugin({
        name: "hot",
        metrics: { a: gauge({ name: "hot_a", help: text }) },
        setup: ({ metrics: { a } }) => a.set(1),
      })();
    const first = await run(version("One."));
    await expect(run(version("Two."))).rejects.toThrow("PROMENADE_METRIC_CONFLICT");
    await first.stop();
    await run(version("Three."));
    expect(registry.get("hot_a")?.definition.help).toBe("Three.");
    expect(registry.metrics.filter(({ definition }) => definition.name === "hot_a").length).toBe(1);
  });
});

it("publishing costs nothing when nobody listens", () => {
  expect(placed.hasSubscribers).toBe(false);
  placed.publish({ country: "de" });
});
