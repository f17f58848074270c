import type { MetricDefinition, Plugin, Promenade } from "@promenade/core";
import { holds, none } from "../runner/check.ts";
import { runner } from "../runner/runner.ts";
import type { Exercise } from "./lifecycle.ts";
import {
  appWith,
  definitionsOf,
  samplesIn,
  type ExposedSample,
  type MakePlugin,
} from "./plugin-under-test.ts";
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
    const before = await app.text();
    const escaped = await uncaughtDuring(async () => {
      await hostile(app);
    });
    const after = await app.text();
    await app.stop();
    none(escaped, "what reached the app");
    // Not series: the best of plugins needs no new ones for what others send.
    holds(
      ownLines(plugin, after) !== ownLines(plugin, before),
      "hostile input recorded nothing, so it proves nothing",
    );
    const added = seriesOf(plugin, after) - seriesOf(plugin, before);
    holds(
      added <= ceiling,
      `hostile input added ${added} series, most of them to ${widestIn(plugin, after)}: take label values from code, or make what others send one fixed word`,
    );
  });
}

function seriesOf({ name }: Plugin, exposition: string): number {
  const self = `promenade_series{plugin="${name}"} `;
  return samplesIn(exposition).find(({ line }) => line.startsWith(self))?.value ?? 0;
}

function ownLines(plugin: Plugin, exposition: string): string {
  return definitionsOf(plugin)
    .flatMap((definition) => samplesOf(definition, exposition))
    .map(({ line }) => line)
    .join("\n");
}

/** The metric with the most series, and its label with the most values. */
function widestIn(plugin: Plugin, exposition: string): string {
  const [widest] = definitionsOf(plugin)
    .map((definition) => ({ definition, samples: samplesOf(definition, exposition) }))
    .toSorted((a, b) => b.samples.length - a.samples.length);
  if (widest === undefined) return "none";
  const [label] = widest.definition.labels
    .map((name) => {
      const pair = new RegExp(`[{,]${name}="([^"]*)`);
      const values = new Set(widest.samples.map(({ line }) => pair.exec(line)?.[1]));
      return { name, values: values.size };
    })
    .toSorted((a, b) => b.values - a.values);
  const where = label === undefined ? "" : ` (${label.values} values of ${label.name})`;
  return `${widest.definition.name}${where}`;
}

function samplesOf({ name, type }: MetricDefinition, exposition: string): readonly ExposedSample[] {
  const first = type === "histogram" ? `${name}_count` : name;
  return samplesIn(exposition).filter((sample) => sample.name === first);
}
