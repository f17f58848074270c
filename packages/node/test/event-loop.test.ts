import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { DelaySampler } from "../src/sources/event-loop.ts";
import { block, startNode, wait } from "./helpers.ts";

const bucket = (bound: number): string => `nodejs_eventloop_delay_seconds_bucket{le="${bound}"}`;

describe("the event loop's delay", () => {
  it("shows a block of 300 ms in the buckets where it belongs", async () => {
    const { scrape } = await startNode();
    await wait(200);
    const before = await scrape();
    block(300);
    await wait(100);
    const after = await scrape();
    const grown = (key: string): number => (after.get(key) ?? 0) - (before.get(key) ?? 0);
    const count = grown("nodejs_eventloop_delay_seconds_count");
    // 300, 280 and 260 ms are what work due during the block had to wait, at least.
    expect(count - grown(bucket(0.25))).toBeGreaterThanOrEqual(2);
    expect(grown("nodejs_eventloop_delay_seconds_sum")).toBeGreaterThan(0.3);
    // One sample every 20 ms, throughout the block.
    expect(count).toBeGreaterThanOrEqual(15);
  });

  it("catches a block that ends with the scrape, which resetting at scrape loses", async () => {
    const monitor = monitorEventLoopDelay({ resolution: 10 });
    monitor.enable();
    const { scrape } = await startNode();
    await wait(100);
    let seenByMonitor = 0;
    let before = await scrape();
    for (let round = 0; round < 3; round += 1) {
      monitor.reset();
      block(300);
      await wait(60);
      seenByMonitor += monitor.max >= 250e6 ? 1 : 0;
      const after = await scrape();
      const late = (samples: ReadonlyMap<string, number>): number =>
        (samples.get("nodejs_eventloop_delay_seconds_count") ?? 0) -
        (samples.get(bucket(0.1)) ?? 0);
      expect(late(after) - late(before)).toBeGreaterThanOrEqual(5);
      before = after;
    }
    monitor.disable();
    expect(seenByMonitor).toBe(0);
  });

  it("samples at even intervals also throughout a block", async () => {
    const sampler = new DelaySampler(20);
    const delays: number[] = [];
    sampler.listen((seconds) => delays.push(seconds));
    block(200);
    await wait(5);
    sampler.stop();
    const late = delays.map((seconds) => Math.round(seconds * 1000));
    expect(late.length).toBeGreaterThanOrEqual(9);
    expect(late[0]).toBeGreaterThanOrEqual(175);
    for (let index = 1; index < late.length; index += 1) {
      expect((late[index - 1] ?? 0) - (late[index] ?? 0)).toBeCloseTo(20, -1);
    }
    expect(late.at(-1)).toBeLessThan(20);
  });

  it("takes no more samples after stop", async () => {
    const sampler = new DelaySampler(5);
    let samples = 0;
    sampler.listen(() => (samples += 1));
    await wait(40);
    expect(samples).toBeGreaterThan(0);
    sampler.stop();
    const atStop = samples;
    await wait(40);
    expect(samples).toBe(atStop);
  });

  it("is sampled as often as the user wants", async () => {
    const { scrape } = await startNode({ eventLoopSampleMilliseconds: 100 });
    await wait(550);
    const count = (await scrape()).get("nodejs_eventloop_delay_seconds_count");
    expect(count).toBeGreaterThanOrEqual(3);
    expect(count).toBeLessThanOrEqual(7);
  });
});

describe("the event loop's time", () => {
  it("grows with the time that passes, busy time apart from idle time", async () => {
    const { scrape } = await startNode();
    const read = async (): Promise<{ active: number; idle: number; at: number }> => {
      const samples = await scrape();
      const key = (state: string): string =>
        `nodejs_eventloop_time_seconds_total{nodejs_eventloop_state="${state}"}`;
      return {
        active: samples.get(key("active")) ?? Number.NaN,
        idle: samples.get(key("idle")) ?? Number.NaN,
        at: performance.now() / 1000,
      };
    };
    const first = await read();
    block(200);
    await wait(200);
    const second = await read();
    expect(second.active - first.active).toBeGreaterThanOrEqual(0.19);
    expect(second.idle - first.idle).toBeGreaterThan(0.05);
    const grown = second.active + second.idle - first.active - first.idle;
    expect(grown).toBeCloseTo(second.at - first.at, 1);
  });
});
