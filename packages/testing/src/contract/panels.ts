import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import type { Range, Sample, Series } from "../services/prometheus-client.ts";

/** What the panels of a plugin show. */
export interface PanelsWithoutData {
  /** `Row / Panel: what came back`, or Prometheus's error. */
  readonly empty: readonly string[];
  /** Every panel with a query, as `Row / Panel`. */
  readonly all: readonly string[];
}

/** What can be asked: a `PrometheusClient`, or the engine. */
export interface Answers {
  /** The values now. */
  query(expression: string): readonly Sample[] | Promise<readonly Sample[]>;
  /** The values at each step of the range, which is in Unix seconds. */
  queryRange(expression: string, range: Range): readonly Series[] | Promise<readonly Series[]>;
  /** Its own time, in Unix seconds. Default: the time of the question. */
  readonly now?: number;
}

/** The app has run for seconds, so a step of Grafana's usual length might miss it. */
const windows = {
  __rate_interval: "1m",
  __range: "5m",
  __interval: "1s",
  __interval_ms: "1000",
} as const;

/** Asks every query of the dashboards. A panel has data when one of its queries gives a finite number. */
export async function emptyPanels(
  answers: Answers,
  dashboards: readonly unknown[],
): Promise<PanelsWithoutData> {
  const panels = new Map<string, string[]>();
  const filled = new Set<string>();
  for (const dashboard of dashboards) {
    for (const { panel, row, expr, mode } of expressionsOf(dashboard)) {
      const name = row === undefined ? panel : `${row} / ${panel}`;
      const found = panels.get(name) ?? [];
      panels.set(name, found);
      const query = withWindows(expr);
      const values = await valuesOf(answers, query, mode);
      if (values.some(Number.isFinite)) filled.add(name);
      found.push(values.length === 0 ? `no series for ${query}` : `only NaN for ${query}`);
    }
  }
  return {
    empty: [...panels]
      .filter(([name]) => !filled.has(name))
      .map(([name, found]) => `${name}: ${found.join("; ")}`),
    all: [...panels.keys()],
  };
}

/** A panel's query as Grafana would send it for a young app. */
export function withWindows(expr: string): string {
  return substituteVariables(expr, windows);
}

async function valuesOf(
  answers: Answers,
  query: string,
  mode: "instant" | "range",
): Promise<readonly number[]> {
  if (mode === "instant") return (await answers.query(query)).map(({ value }) => value);
  const end = answers.now ?? Date.now() / 1000;
  const series = await answers.queryRange(query, { start: end - 30, end, step: 1 });
  return series.flatMap(({ values }) => values.map(([, value]) => value));
}
