import { expectTypeOf, it } from "vitest";
import {
  counter,
  definePlugin,
  gauge,
  histogram,
  Registry,
  type Counter,
  type Histogram,
} from "../src/index.ts";

const help = "Something that is measured.";
const metrics = {
  requests: counter({ name: "requests_total", help, labels: ["http_route", "method"] }),
  depth: gauge({ name: "depth", help }),
  duration: histogram({ name: "duration_seconds", help, unit: "seconds", labels: ["http_route"] }),
};

it("makes a wrong label a compile error", () => {
  const recorders = new Registry().registerAll(metrics, "test");
  expectTypeOf(recorders.requests).toEqualTypeOf<Counter<"http_route" | "method">>();
  expectTypeOf(recorders.duration).toEqualTypeOf<Histogram<"http_route">>();
  recorders.requests.inc({ http_route: "/", method: "GET" }, 2);
  recorders.depth.set(1);
  // @ts-expect-error -- a label is missing
  recorders.requests.inc({ http_route: "/" });
  // @ts-expect-error -- the label has another name
  recorders.requests.inc({ route: "/", method: "GET" });
  // @ts-expect-error -- an unlabelled metric takes no labels
  recorders.depth.bind({ http_route: "/" });
  expectTypeOf(recorders.duration).not.toHaveProperty("inc");
});

it("types options and metric keys of a plugin", () => {
  const plugin = definePlugin<typeof metrics, { limit: number }>({
    name: "typed",
    metrics,
    options: { limit: () => undefined },
    setup({ metrics: recorders, poll }, { limit }) {
      expectTypeOf(limit).toEqualTypeOf<number | undefined>();
      recorders.requests.bind({ http_route: "/", method: "GET" }).inc();
      poll({ name: "depth", metrics: ["depth"], collect: (record) => record.set("depth", 1) });
      // @ts-expect-error -- no such metric
      poll({ name: "depths", metrics: ["depths"], collect: () => {} });
    },
  });
  plugin({ limit: 1, only: ["depth"] });
  // @ts-expect-error -- no such metric
  expectTypeOf(plugin).parameter(0).toExtend<{ only: ["depths"] } | undefined>();
});
