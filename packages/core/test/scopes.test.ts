import { channel, tracingChannel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Registry, type Scope } from "../src/index.ts";
import { memoryLogger, valuesOf } from "./helpers.ts";

const counts = Symbol("counts");
const add = (scope: Scope | undefined): void => {
  for (let at = scope; at !== undefined; at = at.parent)
    at.state.set(counts, Number(at.state.get(counts) ?? 0) + 1);
};

describe("scopes", () => {
  it("are not entered while nobody consumes them", async () => {
    const { scopes } = new Registry();
    const scope = scopes.open("http", "/");
    await scopes.run(scope, async () => {
      await sleep(1);
      expect(scopes.current()).toBeUndefined();
    });
    expect(scopes.isConsumed).toBe(false);
  });

  it("follow async work, nest, and end once", async () => {
    const { scopes } = new Registry();
    const ended: [string, string | undefined, unknown][] = [];
    scopes.consume({
      end: ({ kind, name, state }) => void ended.push([kind, name, state.get(counts)]),
    });
    const work = async (route: string, queries: number): Promise<void> => {
      const outer = scopes.open("http");
      await scopes.run(outer, async () => {
        for (let at = 0; at < queries; at += 1) {
          await sleep(1);
          add(scopes.current());
        }
        const inner = scopes.open("graphql", "Users");
        await scopes.run(inner, async () => add(scopes.current()));
        scopes.end(inner);
        scopes.end(inner);
      });
      outer.name = route;
      scopes.end(outer);
    };
    await Promise.all([work("/a", 3), work("/b", 5)]);
    expect(ended.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      ["graphql", "Users", 1],
      ["graphql", "Users", 1],
      ["http", "/a", 4],
      ["http", "/b", 6],
    ]);
  });

  it("bind to a tracing channel only while consumed", () => {
    const { scopes } = new Registry();
    const name = "promenade-test-handler";
    const undo = scopes.bindToChannel<{ scope: Scope }>(name, (message) => message.scope);
    expect(channel(`tracing:${name}:start`).hasSubscribers).toBe(false);
    const consumer = { end() {} };
    scopes.consume(consumer);
    const scope = scopes.open("http", "/");
    const seen = tracingChannel<unknown, { scope: Scope }>(name).traceSync(() => scopes.current(), {
      scope,
    });
    expect(seen).toBe(scope);
    scopes.release(consumer);
    expect(channel(`tracing:${name}:start`).hasSubscribers).toBe(false);
    undo();
  });

  it("can be entered for the rest of the function that calls, and no further", async () => {
    const { scopes } = new Registry();
    const scope = scopes.open("graphql", "Users");
    // A library that calls back before its work, and awaits what it is given.
    const library = async (callback: () => Promise<void>): Promise<Scope | undefined> => {
      await sleep(1);
      await callback();
      await sleep(1);
      return scopes.current();
    };
    const enter = (): Promise<void> => {
      scopes.enter(scope);
      return Promise.resolve();
    };
    expect(await library(enter)).toBeUndefined();
    scopes.consume({ end() {} });
    const [inside, beside] = await Promise.all([
      library(enter),
      library(async () => await Promise.resolve()),
    ]);
    expect([inside, beside]).toEqual([scope, undefined]);
    expect(scopes.current()).toBeUndefined();
  });

  it("survive a consumer that throws", () => {
    const registry = new Registry();
    registry.log = memoryLogger();
    const ended: string[] = [];
    registry.scopes.consume({
      end() {
        throw new Error("bug");
      },
    });
    registry.scopes.consume({ end: ({ kind }) => void ended.push(kind) });
    registry.scopes.end(registry.scopes.open("job"));
    expect(ended).toEqual(["job"]);
    expect(valuesOf(registry, "promenade_listener_errors_total")).toEqual({ scopes: 1 });
  });
});
