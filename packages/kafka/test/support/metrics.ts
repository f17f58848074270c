import { promenade, Registry, type Plugin, type Promenade } from "@promenade/core";
import { afterEach } from "vitest";

const running: Promenade[] = [];
/** What the apps of one test warned of. */
export const warnings: string[] = [];

afterEach(async () => {
  warnings.length = 0;
  await Promise.all(running.splice(0).map(async (app) => await app.stop()));
});

function warn(message: string): void {
  warnings.push(message);
}

/** An app with a registry of its own; stopped after the test. */
export async function start(...plugins: readonly Plugin[]): Promise<Promenade> {
  const app = promenade({
    service: "test",
    plugins,
    registry: new Registry(),
    server: false,
    log: { debug() {}, info() {}, warn, error: warn },
  });
  running.push(app);
  await app.start();
  return app;
}

/** One series, without its buckets. A histogram's value is its count. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of a histogram. */
  readonly sum: number;
}

/** The series of one metric. */
export async function samplesOf(app: Promenade, metric: string): Promise<readonly Sample[]> {
  const series = new Map<string, { value?: number; sum?: number }>();
  for (const line of (await app.text()).split("\n")) {
    const [, name, labels = "", value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const one = series.get(labels) ?? {};
    if (name === metric || name === `${metric}_count`) one.value = Number(value);
    else if (name === `${metric}_sum`) one.sum = Number(value);
    else continue;
    series.set(labels, one);
  }
  return [...series].map(([labels, { value = 0, sum = 0 }]) => ({
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", text = ""]) => [name, text]),
    ),
    value,
    sum,
  }));
}

/** Values by some of the labels, joined by spaces; a histogram's value is its count. Zeros are left out. */
export async function valuesBy(
  app: Promenade,
  metric: string,
  ...by: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const values: Record<string, number> = {};
  for (const { labels, value } of await samplesOf(app, metric)) {
    const key = by.map((label) => labels[label] ?? "").join(" ");
    if (value !== 0) values[key] = (values[key] ?? 0) + value;
  }
  return values;
}
