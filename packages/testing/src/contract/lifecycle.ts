import { channel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import type { Promenade } from "@promenade/core";
import { expect, it } from "vitest";
import { trackLeaks } from "./leaks.ts";
import { appWith, definitionsOf, withSeries, type MakePlugin } from "./plugin-under-test.ts";

export type Exercise = (app: Promenade) => void | Promise<void>;

const nothing = { channels: [], listeners: [], observers: 0, resources: [] };

/** What start and stop do to the process. */
export function describeLifecycle(make: MakePlugin, exercise: Exercise): void {
  it("leaves nothing behind at stop, and can start again", { timeout: 120_000 }, async () => {
    const plugin = await make({});
    // A first round, because Node and the observed library make things of their own once and keep them.
    await startScrapeStop(appWith(plugin));
    const tracker = trackLeaks();
    await tracker.run(async () => {
      const app = appWith(plugin);
      await startScrapeStop(app);
      await startScrapeStop(app);
    });
    expect(await tracker.finish()).toEqual(nothing);
  });

  it("leaves no subscriber behind after work", { timeout: 120_000 }, async () => {
    const app = appWith(await make({}));
    const tracker = trackLeaks();
    await app.start();
    await exercise(app);
    await app.text();
    await app.stop();
    const { channels, listeners, observers } = await tracker.finish();
    expect({ channels, listeners, observers }).toEqual({
      channels: [],
      listeners: [],
      observers: 0,
    });
  });

  it("lets no exception of a listener escape", { timeout: 120_000 }, async () => {
    const tracker = trackLeaks();
    const app = appWith(await make({}));
    await app.start();
    const escaped = await uncaughtDuring(async () => {
      for (const name of tracker.channels())
        for (const message of hostileMessages()) channel(name).publish(message);
      // Node reports what a subscriber throws in a later tick.
      await sleep(50);
    });
    await app.stop();
    await tracker.finish();
    expect(escaped).toEqual([]);
  });

  it("records nothing of a metric that is filtered out", { timeout: 120_000 }, async () => {
    const [kept] = Object.keys((await make({})).metrics);
    const plugin = await make({ only: [kept as never] });
    const app = appWith(plugin);
    await app.start();
    await exercise(app);
    const exposition = await app.text();
    await app.stop();
    const all = Object.values(plugin.metrics);
    const allowed = new Set(definitionsOf(plugin).map(({ name }) => name));
    const found = [...withSeries(all, exposition)].filter((name) => !allowed.has(name));
    expect(found).toEqual([]);
  });
}

async function startScrapeStop(app: Promenade): Promise<void> {
  await app.start();
  await app.text();
  await app.stop();
}

/** What a library could send after an update, and worse. */
function hostileMessages(): readonly unknown[] {
  const thrower = new Proxy(
    {},
    {
      get: (): never => {
        throw new Error("hostile message");
      },
    },
  );
  return [undefined, null, 42, "text", {}, Object.freeze({}), thrower];
}

/** The test runner listens too, and would fail the run without saying which test it was. */
async function uncaughtDuring(work: () => Promise<void>): Promise<readonly string[]> {
  const caught: string[] = [];
  const others = process.listeners("uncaughtException");
  const listener = (error: unknown): void => void caught.push(String(error));
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", listener);
  try {
    await work();
  } finally {
    process.off("uncaughtException", listener);
    for (const other of others) process.on("uncaughtException", other);
  }
  return caught;
}
