import type { Plugin, Promenade } from "@promenade/core";
import { holds, none } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import type { Exercise } from "./lifecycle.ts";
import { appWith, samplesIn, type MakePlugin } from "./plugin-under-test.ts";
import { uncaughtDuring } from "./uncaught.ts";

/** What the contract tries with hostile input, if anything. */
export interface HostilityOptions {
  /** Sends what an attacker would: thousands of names, endless texts, wrong types. */
  readonly hostile?: (app: Promenade) => void | Promise<void>;
  /** Series that hostile input may add at most. Default 300. */
  readonly ceiling?: number;
}

/** What hostile input does to the number of series of an app at work, and to the app. */
export function testHostility(
  make: MakePlugin,
  exercise: Exercise,
  options: HostilityOptions,
): void {
  const { hostile, ceiling = 300 } = options;
  if (hostile === undefined) return;
  runner.it(`adds at most ${ceiling} series under hostile input`, 300_000, async () => {
    const plugin = await make({});
    const app = appWith(plugin);
    await app.start();
    await exercise(app);
    const before = seriesOf(plugin, await app.text());
    const escaped = await uncaughtDuring(async () => {
      await hostile(app);
    });
    const after = seriesOf(plugin, await app.text());
    await app.stop();
    none(escaped, "what reached the app");
    holds(after > before, "hostile input recorded nothing, so it proves nothing");
    holds(after - before <= ceiling, `hostile input added ${after - before} series`);
  });
}

function seriesOf({ name }: Plugin, exposition: string): number {
  const self = `promenade_series{plugin="${name}"} `;
  return samplesIn(exposition).find(({ line }) => line.startsWith(self))?.value ?? 0;
}
