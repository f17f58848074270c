import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { CollectorRun } from "../../src/collect/collector.ts";
import { counter, gauge, Registry, type Collector } from "../../src/index.ts";
import { memoryLogger, valuesOf } from "../helpers.ts";

const help = "Something that is measured.";
const table = {
  depth: gauge({ name: "depth", help, labels: ["queue"], kind: "polled" }),
  level: gauge({ name: "level", help, kind: "polled" }),
  total: counter({ name: "outside_total", help, kind: "polled" }),
};

let registry: Registry;
let log: ReturnType<typeof memoryLogger>;
const add = (collector: Collector<typeof table>): CollectorRun => {
  const run = new CollectorRun(registry, "test", table, collector);
  registry.addPollable(run);
  return run;
};

beforeEach(() => {
  registry = new Registry();
  registry.log = log = memoryLogger();
  registry.registerAll(table, "test");
});

describe("a collector", () => {
  it("shows its values together, and takes away what it no longer sees", async () => {
    let queues = ["a", "b"];
    add({
      name: "queues",
      metrics: ["depth", "total"],
      collect: async (record) => {
        for (const queue of queues) record.set("depth", { queue }, queue.length);
        await sleep(1);
        record.set("total", 7);
      },
    });
    expect(valuesOf(registry, "level")).toEqual({});
    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({ a: 1, b: 1 });
    expect(valuesOf(registry, "outside_total")).toEqual({ "": 7 });
    queues = ["b", "ccc"];
    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({ b: 1, ccc: 3 });
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({ "test,queues": 1 });
  });

  it("that throws or hangs costs only its own series, and comes back", async () => {
    let mode: "work" | "throw" | "hang" = "work";
    let polls = 0;
    let free: (() => void) | undefined;
    add({
      name: "faulty",
      metrics: ["depth"],
      timeoutMilliseconds: 30,
      collect: async (record) => {
        polls += 1;
        record.set("depth", { queue: "a" }, polls);
        if (mode === "throw") throw new Error("redis is down");
        if (mode === "hang")
          await new Promise<void>((resolve) => {
            free = resolve;
          });
      },
    });
    add({ name: "healthy", metrics: ["level"], collect: (record) => record.set("level", 3) });

    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({ a: 1 });

    mode = "throw";
    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({});
    expect(valuesOf(registry, "level")).toEqual({ "": 3 });
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({
      "test,faulty": 0,
      "test,healthy": 1,
    });

    mode = "hang";
    await registry.collect();
    await registry.collect();
    expect(polls).toBe(3);
    expect(valuesOf(registry, "depth")).toEqual({});
    expect(valuesOf(registry, "promenade_collector_errors_total")).toEqual({
      "test,faulty,error": 1,
      "test,faulty,timeout": 2,
    });

    mode = "work";
    free?.();
    await sleep(1);
    expect(valuesOf(registry, "depth")).toEqual({});
    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({ a: 4 });
    expect(log.lines.filter((line) => line.includes('"faulty"')).length).toBe(2);
    expect(log.lines[0]).toContain("redis is down");
  });

  it("is polled once for scrapes at the same moment, and not at all while its cache is fresh", async () => {
    let polls = 0;
    add({
      name: "slow",
      metrics: ["level"],
      cacheMilliseconds: 60_000,
      collect: async (record) => {
        polls += 1;
        await sleep(5);
        record.set("level", polls);
      },
    });
    await Promise.all([registry.collect(), registry.collect(), registry.collect()]);
    await registry.collect();
    expect(polls).toBe(1);
    expect(valuesOf(registry, "level")).toEqual({ "": 1 });
  });

  it("is not given up when the event loop was blocked past its time-out, but the answer is there", async () => {
    add({
      name: "patient",
      metrics: ["level"],
      timeoutMilliseconds: 20,
      collect: async (record) => {
        await stat(".");
        record.set("level", 1);
      },
    });
    const scrape = registry.collect();
    for (const until = performance.now() + 100; performance.now() < until;);
    await scrape;
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({ "test,patient": 1 });
  });

  it("is not booked the time of the collectors after it", async () => {
    const busy = (milliseconds: number): void => {
      for (const until = performance.now() + milliseconds; performance.now() < until;);
    };
    add({ name: "quick", metrics: ["level"], collect: (record) => record.set("level", 1) });
    add({ name: "busy", metrics: ["total"], collect: () => busy(100) });
    await registry.collect();
    const durations = valuesOf(registry, "promenade_collector_duration_seconds");
    expect(durations["test,busy"]).toBeGreaterThanOrEqual(0.1);
    expect(durations["test,quick"]).toBeLessThan(0.1);
  });

  it("takes its series with it when it stops", async () => {
    const run = add({
      name: "queues",
      metrics: ["depth"],
      collect: (record) => record.set("depth", { queue: "a" }, 1),
    });
    await registry.collect();
    run.stop();
    await registry.collect();
    expect(valuesOf(registry, "depth")).toEqual({});
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({});
  });

  it("that sets what it did not name is reported as failed", async () => {
    add({ name: "wrong", metrics: ["depth"], collect: (record) => record.set("level", 1) });
    await registry.collect();
    expect(valuesOf(registry, "promenade_collector_success")).toEqual({ "test,wrong": 0 });
    expect(log.lines[0]).toContain("not among its `metrics`");
  });
});

it("counts series by plugin", async () => {
  registry.register(counter({ name: "own_total", help }));
  await registry.collect();
  expect(valuesOf(registry, "promenade_series")).toMatchObject({ app: 1, test: 0 });
});
