import { PromenadeError } from "@promenade/core";
import type { Prometheus } from "../prometheus/prometheus.ts";
import { readDeploys } from "./deploys.ts";
import { judge } from "./judge.ts";
import { measuresOf, type Definitions } from "./measures.ts";
import { notesOf } from "./notes.ts";
import { observe } from "./observe.ts";
import type { Limits } from "./quantities.ts";
import type { Comparison } from "./types.ts";
import { plansOf, windowsOf, type WindowOptions } from "./windows.ts";

export interface CompareOptions extends Limits, WindowOptions {
  /** `service_name` of the app; `undefined` takes the only one that there is. */
  readonly service: string | undefined;
  /** More conditions, as PromQL writes them: `namespace="shop"`. */
  readonly matchers: readonly string[];
  readonly lookbackSeconds: number;
}

/**
 * Compares every operation of the given metrics before and after a deploy.
 * @throws PromenadeError `PROMENADE_COMPARE_NO_DEPLOY`, `PROMENADE_COMPARE_TOO_EARLY`, `PROMENADE_COMPARE_NO_DATA`,
 * `PROMENADE_COMPARE_SEVERAL_SERVICES`, and those of the connection to Prometheus
 */
export async function compare(
  source: Prometheus,
  definitions: readonly Definitions[],
  options: CompareOptions,
): Promise<Comparison> {
  const history = await readDeploys(source, options);
  const [service, ...others] = history.services;
  if (service === undefined) {
    throw new PromenadeError(
      "PROMENADE_COMPARE_NO_DATA",
      `Prometheus (${source.url}) has no process of ${options.service === undefined ? "any service" : `the service "${options.service}"`} in the time looked at. \`promenade doctor\` says why, if it should have one now.`,
    );
  }
  if (others.length > 0) {
    throw new PromenadeError(
      "PROMENADE_COMPARE_SEVERAL_SERVICES",
      `Prometheus knows several services: ${history.services.join(", ")}. Name one with --service.`,
    );
  }
  const windows = windowsOf(history, options);
  const jobs = `job=~${JSON.stringify(history.jobs.map(escape).join("|"))}`;
  const selector = [jobs, ...options.matchers].join(", ");
  const own = `service_name=${JSON.stringify(service)}`;
  const plans = await plansOf(source, [own, ...options.matchers].join(", "), windows);
  const pairs = await observe(source, measuresOf(definitions), selector, plans);
  const operations = judge(pairs, plans.before.partSeconds, options);
  return {
    service,
    from: options.at === undefined && options.before === undefined ? history.from : undefined,
    to: options.at === undefined && options.before === undefined ? history.to : undefined,
    ...windows,
    operations,
    notes: notesOf(operations, plans),
  };
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
