import { describe, expect, it } from "vitest";
import { definePlugin, promenade, Registry, type PluginContext } from "../src/index.ts";
import { memoryLogger, valuesOf } from "./helpers.ts";

/** An app with a plugin that watches a store. */
async function watched(threshold = 3): Promise<{
  readonly registry: Registry;
  readonly count: (call: string) => void;
  readonly unit: (kind: string, work: () => void) => void;
  readonly stop: () => Promise<void>;
}> {
  const registry = new Registry();
  const { scopes } = registry;
  let count: ReturnType<PluginContext["countCalls"]> = () => {};
  const store = definePlugin({
    name: "store",
    metrics: {},
    setup: (context) => {
      count = context.countCalls(threshold);
    },
  });
  const app = promenade({ plugins: [store()], registry, server: false, log: memoryLogger() });
  await app.start();
  return {
    registry,
    count: (call) => count(call),
    unit(kind, work) {
      const scope = scopes.open(kind, kind.toUpperCase());
      scopes.run(scope, work);
      scopes.end(scope);
    },
    stop: async () => await app.stop(),
  };
}

const times = (amount: number, work: () => void): void => {
  for (let at = 0; at < amount; at += 1) work();
};

describe("calls that are repeated in one unit of work", () => {
  it("make it a suspect, from the threshold on", async () => {
    const { registry, count, unit } = await watched();
    unit("http", () => {
      times(2, () => count("users.get"));
      times(5, () => count("posts.get"));
    });
    unit("http", () => times(3, () => count("posts.get")));
    const suspect = "store,http,HTTP,posts.get";
    expect(valuesOf(registry, "app_n_plus_one_total")).toEqual({ [suspect]: 2 });
    expect(valuesOf(registry, "app_n_plus_one_calls_total")).toEqual({ [suspect]: 6 });
  });

  it("are booked on the innermost unit that has enough of them, and only there", async () => {
    const { registry, count, unit } = await watched();
    unit("http", () => {
      times(2, () => count("posts.get"));
      unit("graphql", () => times(4, () => count("posts.get")));
    });
    expect(valuesOf(registry, "app_n_plus_one_total")).toEqual({
      "store,graphql,GRAPHQL,posts.get": 1,
    });
  });

  it("are added up in the unit around small ones", async () => {
    const { registry, count, unit } = await watched();
    unit("batch", () => times(5, () => unit("message", () => count("posts.get"))));
    expect(valuesOf(registry, "app_n_plus_one_total")).toEqual({
      "store,batch,BATCH,posts.get": 1,
    });
    expect(valuesOf(registry, "app_n_plus_one_calls_total")).toEqual({
      "store,batch,BATCH,posts.get": 4,
    });
  });

  it("are not counted outside of units, nor after the stop", async () => {
    const { registry, count, unit, stop } = await watched();
    times(5, () => count("posts.get"));
    await stop();
    unit("http", () => times(5, () => count("posts.get")));
    expect(valuesOf(registry, "app_n_plus_one_total")).toEqual({});
    expect(registry.scopes.isConsumed).toBe(false);
  });

  it("are remembered up to a hundred different ones", async () => {
    const { registry, count, unit } = await watched(2);
    unit("job", () => {
      for (let at = 0; at < 300; at += 1) times(2, () => count(`table${at}.get`));
    });
    expect(Object.keys(valuesOf(registry, "app_n_plus_one_total"))).toHaveLength(100);
  });
});
