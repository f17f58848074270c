import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import type { PrometheusClient } from "../services/prometheus-client.ts";

export interface PanelsWithoutData {
  /** `Row / Panel: what came back`, or Prometheus's error. */
  readonly empty: readonly string[];
  /** Every panel with a query, as `Row / Panel`. */
  readonly all: readonly string[];
}

/** The app has run for seconds, so a step of Grafana's usual length might miss it. */
const windows = {
  __rate_interval: "1m",
  __range: "5m",
  __interval: "1s",
  __interval_ms: "1000",
} as const;

/** Asks Prometheus every query of the dashboards. A panel has data when one of its queries gives a finite number. */
export async function emptyPanels(
  prometheus: PrometheusClient,
  dashboards: readonly unknown[],
): Promise<PanelsWithoutData> {
  const panels = new Map<string, string[]>();
  const filled = new Set<string>();
  for (const dashboard of dashboards) {
    for (const { panel, row, expr, mode } of expressionsOf(dashboard)) {
      const name = row === undefined ? panel : `${row} / ${panel}`;
      const answers = panels.get(name) ?? [];
      panels.set(name, answers);
      const query = substituteVariables(expr, windows);
      const values = await valuesOf(prometheus, query, mode);
      if (values.some(Number.isFinite)) filled.add(name);
      answers.push(values.length === 0 ? `no series for ${query}` : `only NaN for ${query}`);
    }
  }
  return {
    empty: [...panels]
      .filter(([name]) => !filled.has(name))
      .map(([name, answers]) => `${name}: ${answers.join("; ")}`),
    all: [...panels.keys()],
  };
}

async function valuesOf(
  prometheus: PrometheusClient,
  query: string,
  mode: "instant" | "range",
): Promise<readonly number[]> {
  if (mode === "instant") return (await prometheus.query(query)).map(({ value }) => value);
  const end = Date.now() / 1000;
  const series = await prometheus.queryRange(query, { start: end - 30, end, step: 1 });
  return series.flatMap(({ values }) => values.map(([, value]) => value));
}
