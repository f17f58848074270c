import { AsyncLocalStorage } from "node:async_hooks";
import { channel, subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import { PerformanceObserver } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { trackLeaks, type Leaks } from "../src/contract/leaks.ts";

const clean: Leaks = { channels: [], listeners: [], observers: 0, resources: [] };

async function leaksOf(work: () => Promise<void> | void): Promise<Leaks> {
  const tracker = trackLeaks();
  await tracker.run(async () => await work());
  return await tracker.finish();
}

describe("trackLeaks", () => {
  it("finds nothing where everything is undone", async () => {
    const leaks = await leaksOf(async () => {
      const listener = (): void => undefined;
      subscribe("testing.a", listener);
      unsubscribe("testing.a", listener);
      const calls = tracingChannel<object>("testing.b");
      const handlers = { start: listener, end: listener };
      calls.subscribe(handlers as never);
      calls.unsubscribe(handlers as never);
      const store = new AsyncLocalStorage();
      channel("testing.c").bindStore(store);
      channel("testing.c").unbindStore(store);
      process.on("warning", listener).off("warning", listener);
      clearInterval(setInterval(listener, 1000).unref());
      clearTimeout(setTimeout(listener, 1000));
      const observer = new PerformanceObserver(listener);
      observer.observe({ entryTypes: ["gc"] });
      observer.disconnect();
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      await new Promise((resolve) => server.close(resolve));
    });
    expect(leaks).toEqual(clean);
  });

  it("finds a subscriber that stays, by its channel, also on a channel that had one before", async () => {
    const earlier = (): void => undefined;
    const later = (): void => undefined;
    subscribe("testing.d", earlier);
    const leaks = await leaksOf(() => subscribe("testing.d", later));
    unsubscribe("testing.d", earlier);
    unsubscribe("testing.d", later);
    expect(leaks).toEqual({ ...clean, channels: ["testing.d: 1"] });
  });

  it("finds a store that stays bound", async () => {
    const store = new AsyncLocalStorage();
    const leaks = await leaksOf(() => channel("testing.e").bindStore(store));
    channel("testing.e").unbindStore(store);
    expect(leaks).toEqual({ ...clean, channels: ["testing.e: 1"] });
  });

  it("finds a timer, even one that keeps nothing alive, and where it was made", async () => {
    let timer: NodeJS.Timeout | undefined;
    const leaks = await leaksOf(() => {
      timer = setInterval(() => undefined, 1000).unref();
    });
    clearInterval(timer);
    expect(leaks.resources).toEqual([expect.stringMatching(/^Timeout made at .*leaks\.test\.ts/)]);
  });

  it("finds a server, a listener on process and an observer", async () => {
    const server = createServer();
    const listener = (): void => undefined;
    const observer = new PerformanceObserver(listener);
    const leaks = await leaksOf(async () => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      process.on("warning", listener);
      observer.observe({ entryTypes: ["gc"] });
    });
    server.close();
    process.off("warning", listener);
    observer.disconnect();
    expect(leaks).toMatchObject({
      listeners: ["warning: 1"],
      observers: 1,
      resources: expect.arrayContaining([expect.stringMatching(/^TCPSERVERWRAP made /)]),
    });
  });

  it("does not book what others do at the same time, and tells the channels in use", async () => {
    const tracker = trackLeaks();
    const timer = setInterval(() => undefined, 1000);
    const listener = (): void => undefined;
    subscribe("testing.f", listener);
    unsubscribe("testing.f", listener);
    expect(tracker.channels()).toEqual(["testing.f"]);
    expect(await tracker.finish()).toEqual(clean);
    clearInterval(timer);
  });
});
