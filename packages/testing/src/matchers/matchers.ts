import type { Promenade } from "@promenade/core";
import { seriesOf, type FoundSeries, type LabelsToFind } from "./series.ts";

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

type App = Pick<Promenade, "text">;

/** For `expect.extend(matchers)` of vitest and jest; both are awaited. */
export const matchers = { toHaveRecorded, toHaveSeries };

/** What {@link matchers} add to `expect(app)`. */
export interface PromenadeMatchers {
  /** A counter's sum, a gauge's value or a histogram's count over the series with these labels; default: above 0. */
  toHaveRecorded(name: string, labels?: LabelsToFind, value?: number): Promise<void>;
  /** How many series of that name and these labels there are; default: at least one. */
  toHaveSeries(name: string, labels?: LabelsToFind, count?: number): Promise<void>;
}

async function toHaveRecorded(
  app: App,
  name: string,
  labels: LabelsToFind = {},
  value?: number,
): Promise<Verdict> {
  const plain = await seriesOf(app, name, labels);
  const found = plain.length > 0 ? plain : await seriesOf(app, `${name}_count`, labels);
  const sum = found.reduce((total, series) => total + series.value, 0);
  const pass = found.length > 0 && (value === undefined ? sum > 0 : sum === value);
  const wanted = value === undefined ? "something" : String(value);
  return verdict(pass, `${wanted} recorded in ${display(name, labels)}`, await near(app, name));
}

async function toHaveSeries(
  app: App,
  name: string,
  labels: LabelsToFind = {},
  count?: number,
): Promise<Verdict> {
  const found = await seriesOf(app, name, labels);
  const pass = count === undefined ? found.length > 0 : found.length === count;
  const wanted = count === undefined ? "a series" : `${count} series`;
  return verdict(pass, `${wanted} of ${display(name, labels)}`, await near(app, name));
}

function verdict(pass: boolean, what: string, neighbours: readonly FoundSeries[]): Verdict {
  const lines = neighbours.map(({ name, labels, value }) => `  ${display(name, labels)} ${value}`);
  const found =
    lines.length === 0 ? "There is no series of that name." : `Found:\n${lines.join("\n")}`;
  return { pass, message: () => `Expected ${pass ? "no " : ""}${what}. ${found}` };
}

/** The series that the test's author may have meant. */
async function near(app: App, name: string): Promise<readonly FoundSeries[]> {
  const plain = await seriesOf(app, name);
  return (plain.length > 0 ? plain : await seriesOf(app, `${name}_count`)).slice(0, 20);
}

function display(name: string, labels: LabelsToFind): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}=${JSON.stringify(`${value}`)}`,
  );
  return pairs.length === 0 ? name : `${name}{${pairs.join(", ")}}`;
}
