import { channel } from "node:diagnostics_channel";
import { setTimeout as sleep } from "node:timers/promises";
import { Registry, type Promenade } from "@promenade/core";
import { none, same } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import { trackLeaks } from "./leaks.ts";
import { appWith, definitionsOf, withSeries, type MakePlugin } from "./plugin-under-test.ts";
import { uncaughtDuring } from "./uncaught.ts";

/** Drives the observed library, so that every metric gets a series. */
export type Exercise = (app: Promenade) => void | Promise<void>;

const nothing = { channels: [], listeners: [], observers: 0, resources: [] };

/** What start and stop do to the process. */
export function testLifecycle(make: MakePlugin, exercise: Exercise): void {
  runner.it("leaves nothing behind at stop, and can start again", 120_000, async () => {
    const plugin = await make({});
    // A first round, because Node and the observed library make things of their own once and keep them.
    await startScrapeStop(appWith(plugin));
    const tracker = trackLeaks();
    await tracker.run(async () => {
      const app = appWith(plugin);
      await startScrapeStop(app);
      await startScrapeStop(app);
    });
    same(await tracker.finish(), nothing, "left behind");
  });

  runner.it(
    "hands over to a newer app of the same process, as a hot reload makes it",
    120_000,
    async () => {
      const registry = new Registry();
      const tracker = trackLeaks();
      const older = appWith(await make({}), { registry });
      await older.start();
      const newer = appWith(await make({}), { registry });
      await newer.start();
      await newer.start();
      await exercise(newer);
      await newer.text();
      await older.stop();
      await newer.stop();
      await newer.stop();
      const { channels, listeners, observers } = await tracker.finish();
      same(
        { channels, listeners, observers },
        { channels: [], listeners: [], observers: 0 },
        "left behind",
      );
    },
  );

  runner.it("leaves no subscriber behind after work", 120_000, async () => {
    const app = appWith(await make({}));
    const tracker = trackLeaks();
    await app.start();
    await exercise(app);
    await app.text();
    await app.stop();
    const { channels, listeners, observers } = await tracker.finish();
    same(
      { channels, listeners, observers },
      { channels: [], listeners: [], observers: 0 },
      "left behind",
    );
  });

  runner.it("lets no exception of a listener escape", 120_000, async () => {
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
    none(escaped, "uncaught exceptions");
  });

  runner.it("records nothing of a metric that is filtered out", 120_000, async () => {
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
    none(found, "series of metrics that are off");
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
