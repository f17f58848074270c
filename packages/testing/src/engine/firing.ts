import { rulesOf, type AlertDefinition } from "@promenade/dashboard";
import { createEngine, parseDuration, sourceOf } from "@promenade/promql";
import { AlertEvaluator } from "@promenade/promql/rules";
import type { PrometheusVersion } from "../services/prometheus-binaries.ts";
import { readSeries } from "./notation.ts";

const minute = 60_000;

/**
 * Whether an alert fires at that time (`30m`) since the first values, as `promtool test rules` would find: one value and
 * one evaluation a minute.
 * @throws Error when its expression cannot be evaluated, or the series cannot be read
 */
export async function isFiring(
  alert: AlertDefinition,
  series: Readonly<Record<string, string>>,
  at = "30m",
  semantics: PrometheusVersion = "3",
): Promise<boolean> {
  const end = parseDuration(at);
  if (end === undefined) throw new Error(`at: "${at}" is no duration, such as 30m.`);
  const all = Object.entries(series).map(([text, values]) => readSeries(text, values, minute));
  const engine = createEngine({ semantics });
  const source = sourceOf(all, semantics);
  const alerts = new AlertEvaluator(engine, source, [rulesOf([alert], { group: "alerts" })]);
  for (let time = 0; time <= end; time += minute) await alerts.evaluate(time);
  const status = alerts.groups[0]?.rules[0];
  if (status === undefined || status.lastError !== "")
    throw new Error(`${alert.name}: ${status?.lastError ?? "it has no rule"}`);
  return status.state === "firing";
}
