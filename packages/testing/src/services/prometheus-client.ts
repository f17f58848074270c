import { setTimeout as sleep } from "node:timers/promises";

/** One value of an instant query. A scalar has no labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One series of a range query: `[Unix seconds, value]`. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: number])[];
}

/** Something that Prometheus scrapes, and how that goes. */
export interface Target {
  readonly job: string;
  readonly instance: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

/** The exemplars of one series. */
export interface ExemplarSeries {
  readonly seriesLabels: Readonly<Record<string, string>>;
  readonly exemplars: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
    readonly timestamp: number;
  }[];
}

/** An alert that Prometheus knows of. */
export interface AlertState {
  readonly name: string;
  readonly state: "inactive" | "pending" | "firing";
  readonly lastError: string;
}

/** Times are Unix seconds. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: unknown;
}

interface QueryData {
  readonly resultType: "vector" | "scalar" | "string" | "matrix";
  readonly result: unknown;
}

/** What Prometheus's HTTP API answers, as plain values. Each method rejects with Prometheus's own message. */
export class PrometheusClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url.replace(/\/$/, "");
  }

  /** Evaluates `expression` now, or at `time` (Unix seconds). */
  async query(expression: string, time?: number): Promise<readonly Sample[]> {
    const parameters = { query: expression, ...(time === undefined ? {} : { time: String(time) }) };
    const { resultType, result } = (await this.#ask("query", parameters)) as QueryData;
    if (resultType === "vector")
      return (result as readonly { metric: Record<string, string>; value: [number, string] }[]).map(
        ({ metric, value }) => ({ labels: metric, value: readValue(value[1]) }),
      );
    return [{ labels: {}, value: readValue((result as readonly [number, string])[1]) }];
  }

  /** The samples of a range selector, `{job="app"}[5m]`, as they were scraped, up to `time` (Unix seconds). */
  async samples(selector: string, time: number): Promise<readonly Series[]> {
    const { result } = (await this.#ask("query", {
      query: selector,
      time: String(time),
    })) as QueryData;
    return seriesIn(result);
  }

  async queryRange(expression: string, range: Range): Promise<readonly Series[]> {
    const parameters = {
      query: expression,
      start: String(range.start),
      end: String(range.end),
      step: String(range.step),
    };
    const { result } = (await this.#ask("query_range", parameters)) as QueryData;
    return seriesIn(result);
  }

  /** The exemplars of the series that `expression` selects, in the last `seconds`. */
  async exemplars(expression: string, seconds = 3600): Promise<readonly ExemplarSeries[]> {
    const now = Date.now() / 1000;
    return (await this.#ask("query_exemplars", {
      query: expression,
      start: String(now - seconds),
      end: String(now + 1),
    })) as readonly ExemplarSeries[];
  }

  async targets(): Promise<readonly Target[]> {
    const { activeTargets } = (await this.#ask("targets", { state: "active" })) as {
      readonly activeTargets: readonly {
        readonly labels: { readonly job: string; readonly instance: string };
        readonly health: Target["health"];
        readonly lastError: string;
      }[];
    };
    return activeTargets.map(({ labels, health, lastError }) => ({
      job: labels.job,
      instance: labels.instance,
      health,
      lastError,
    }));
  }

  /** The alerts of all loaded rules. */
  async alerts(): Promise<readonly AlertState[]> {
    const { groups } = (await this.#ask("rules", { type: "alert" })) as {
      readonly groups: readonly {
        readonly rules: readonly { name: string; state: AlertState["state"]; lastError?: string }[];
      }[];
    };
    return groups.flatMap(({ rules }) =>
      rules.map(({ name, state, lastError = "" }) => ({ name, state, lastError })),
    );
  }

  /** Waits until `expression` has a result and returns it. */
  async waitFor(expression: string, deadlineMilliseconds = 30_000): Promise<readonly Sample[]> {
    return await until(
      deadlineMilliseconds,
      async () => {
        const samples = await this.query(expression);
        return samples.length > 0 ? samples : undefined;
      },
      async () => `No result for ${expression}. ${await this.#troubles()}`,
    );
  }

  /** Waits until each of `instances` (`host:port`) was scraped `count` times, by default twice: enough for a rate. */
  async waitForScrapes(
    instances: readonly string[],
    count = 2,
    deadlineMilliseconds = 30_000,
  ): Promise<void> {
    const pattern = instances.map((instance) => instance.replaceAll(".", "\\\\.")).join("|");
    const expression = `sum by (instance) (sum_over_time(up{instance=~"${pattern}"}[1h])) >= ${count}`;
    await until(
      deadlineMilliseconds,
      async () => ((await this.query(expression)).length >= instances.length ? true : undefined),
      async () => `Not scraped ${count} times: ${instances.join(", ")}. ${await this.#troubles()}`,
    );
  }

  async #troubles(): Promise<string> {
    const targets = await this.targets();
    if (targets.length === 0) return "Prometheus has no target.";
    return targets
      .map(({ instance, health, lastError }) => `${instance} is ${health} ${lastError}`.trim())
      .join("; ");
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${this.url}/api/v1/${path}${query === "" ? "" : `?${query}`}`);
    const answer = (await response.json()) as Answer;
    if (answer.status !== "success")
      throw new Error(`Prometheus refused ${parameters["query"] ?? path}: ${answer.error ?? ""}`);
    return answer.data;
  }
}

function seriesIn(result: unknown): readonly Series[] {
  const rows = result as readonly { metric: Record<string, string>; values: [number, string][] }[];
  return rows.map(({ metric, values }) => ({
    labels: metric,
    values: values.map(([time, value]) => [time, readValue(value)] as const),
  }));
}

/** As Go writes it. */
function readValue(text: string): number {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}

async function until<R>(
  deadlineMilliseconds: number,
  attempt: () => Promise<R | undefined>,
  describe: () => Promise<string>,
): Promise<R> {
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (Date.now() > deadline)
      throw new Error(`${await describe()} (waited ${deadlineMilliseconds} ms)`);
    await sleep(100);
  }
}
