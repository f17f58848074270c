import { counter, definePlugin, histogram } from "@promenade/core";
import { expect, it } from "vitest";
import { samplesOf, startApp, valuesBy, warningsOf } from "../src/apps/index.ts";
import { decorate } from "../src/index.ts";

const orders = definePlugin({
  name: "orders",
  metrics: {
    placed: counter({
      name: "orders_placed_total",
      help: "Orders.",
      labels: ["country", "channel"],
    }),
    size: histogram({ name: "orders_size", help: "Items.", labels: ["country"], buckets: [1, 5] }),
  },
  setup({ metrics, log }) {
    metrics.placed.inc({ country: 'a "b"', channel: "web" }, 2);
    metrics.placed.inc({ country: 'a "b"', channel: "app" }, 3);
    metrics.placed.inc({ country: "c", channel: "app" }, 0);
    metrics.size.observe({ country: "c" }, 2);
    metrics.size.observe({ country: "c" }, 5);
    log.warn("two sizes");
  },
});

const stopped: string[] = [];

it("starts an app whose series and warnings can be looked at", async () => {
  const plugin = orders();
  const app = await startApp({
    ...plugin,
    setup: async (context) => {
      await plugin.setup(context);
      context.defer(() => void stopped.push("stopped"));
    },
  });
  expect(await samplesOf(app, "orders_size")).toEqual([
    { labels: { country: "c" }, value: 2, sum: 7 },
  ]);
  expect(await samplesOf(app, "orders_placed_total")).toHaveLength(3);
  expect(await valuesBy(app, "orders_placed_total", "country")).toEqual({ 'a "b"': 5 });
  expect(warningsOf(app)).toEqual(["two sizes"]);
  expect(stopped).toEqual([]);
});

it("has stopped it after the test", () => {
  expect(stopped).toEqual(["stopped"]);
});

it("decorates without a compiler's help", () => {
  const seen: unknown[] = [];
  class Orders {
    list(): void {
      seen.push("list");
    }
  }
  decorate(Orders, {
    class: [(target) => void seen.push(target)],
    methods: { list: [(_target, key) => void seen.push(key)] },
    parameters: [
      ["list", 0, (_target, key, index) => void seen.push(`${String(key)} ${index}`)],
      [undefined, 1, (target, _key, index) => void seen.push([target, index])],
    ],
  });
  expect(seen).toEqual(["list", "list 0", [Orders, 1], Orders]);
  expect(() => decorate(Orders, { methods: { lost: [() => undefined] } })).toThrow(
    "No method lost",
  );
});
