import type { RuleFile } from "@promenade/dashboard";
import { createEngine, type Engine } from "@promenade/promql";
import { AlertEvaluator } from "@promenade/promql/rules";
import { SampleStore, Target } from "@promenade/promql/samples";
import type { PrometheusVersion } from "../services/prometheus-binaries.ts";
import type { AlertState, Range, Sample, Series } from "../services/prometheus-client.ts";
import { ask, askRange } from "./ask.ts";

export interface MemoryPrometheusOptions {
  readonly version: PrometheusVersion;
  readonly job: string;
  readonly instance: string;
  readonly rules: RuleFile;
  /** Between two scrapes, in its own time. */
  readonly intervalMilliseconds: number;
}

/** The engine in the place of a Prometheus: its clock goes from scrape to scrape, so nobody waits. */
export class MemoryPrometheus {
  readonly #engine: Engine;
  readonly #store = new SampleStore();
  readonly #target: Target;
  readonly #alerts: AlertEvaluator;
  readonly #interval: number;
  #time = Date.now();

  constructor(options: MemoryPrometheusOptions) {
    const { version, job, instance, rules, intervalMilliseconds } = options;
    this.#engine = createEngine({ semantics: version });
    this.#target = new Target(this.#store, { job, instance, url: "" });
    this.#alerts = new AlertEvaluator(this.#engine, this.#store, [rules]);
    this.#interval = intervalMilliseconds;
  }

  /** Unix seconds of the last scrape. */
  get now(): number {
    return this.#time / 1000;
  }

  /** Takes a page of metrics, and evaluates the rules. @throws Error when the page cannot be read */
  async scrape(text: string): Promise<void> {
    this.#time += this.#interval;
    const time = this.#time;
    this.#target.ingest({
      time,
      durationSeconds: 0,
      result: { text, contentType: "text/plain" },
    });
    const { lastError } = this.#target.status;
    if (lastError !== "") throw new Error(lastError);
    await this.#alerts.evaluate(time);
  }

  query(expression: string): readonly Sample[] {
    return ask(this.#engine, this.#store, expression, this.#time);
  }

  queryRange(expression: string, range: Range): readonly Series[] {
    return askRange(this.#engine, this.#store, expression, range);
  }

  alerts(): readonly AlertState[] {
    return this.#alerts.groups.flatMap(({ rules }) =>
      rules.map(({ rule, state, lastError }) => ({ name: rule.alert, state, lastError })),
    );
  }
}
