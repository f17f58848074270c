import { parseDuration } from "../duration.ts";
import type { Engine, Labels, Sample, Source, Value } from "../index.ts";
import { expandTemplate } from "./template.ts";

/** An alerting rule, as it stands in a Prometheus rule file. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  /** Default: it fires at once. */
  readonly for?: string;
  /** How long it goes on firing when its condition no longer holds. Default: not at all. */
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An alert whose condition holds, or held a moment ago. */
export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  /** Unix milliseconds. */
  readonly activeAt: number;
  /** Unix milliseconds: the condition does not hold since then, and `keep_firing_for` keeps it. */
  readonly keepFiringSince?: number;
  readonly value: number;
}

/** A rule, as of its last evaluation. */
export interface RuleStatus {
  readonly rule: AlertingRule;
  readonly state: "inactive" | "pending" | "firing";
  readonly health: "ok" | "err" | "unknown";
  readonly lastError: string;
  readonly alerts: readonly ActiveAlert[];
  /** Unix milliseconds. */
  readonly lastEvaluation: number | undefined;
  readonly evaluationSeconds: number;
}

/** One alerting rule at work: pending while its condition holds, firing after `for`, and until `keep_firing_for`. */
export class RuleRun {
  status: RuleStatus;
  readonly #for: number;
  readonly #keepFiringFor: number;
  #active = new Map<string, ActiveAlert>();

  constructor(rule: AlertingRule) {
    this.#for = parseDuration(rule.for ?? "0") ?? 0;
    this.#keepFiringFor = parseDuration(rule.keep_firing_for ?? "0") ?? 0;
    this.status = {
      rule,
      state: "inactive",
      health: "unknown",
      lastError: "",
      alerts: [],
      lastEvaluation: undefined,
      evaluationSeconds: 0,
    };
  }

  evaluate(engine: Engine, source: Source, time: number): void {
    const begin = performance.now();
    let lastError = "";
    try {
      this.#update(samplesOf(engine.instant(this.status.rule.expr, source, time)), time);
    } catch (error) {
      // As in Prometheus: what was active stays so until the rule can be evaluated again.
      lastError = error instanceof Error ? error.message : String(error);
    }
    const alerts = [...this.#active.values()];
    const isFiring = alerts.some(({ state }) => state === "firing");
    this.status = {
      rule: this.status.rule,
      state: isFiring ? "firing" : alerts.length > 0 ? "pending" : "inactive",
      health: lastError === "" ? "ok" : "err",
      lastError,
      alerts,
      lastEvaluation: time,
      evaluationSeconds: (performance.now() - begin) / 1000,
    };
  }

  #update(samples: readonly Sample[], time: number): void {
    const before = this.#active;
    const active = new Map<string, ActiveAlert>();
    for (const { labels: own, value } of samples) {
      const labels = this.#labelsOf(own, value);
      // As in Prometheus: an alert is the same for as long as its labels are, those of the rule among them.
      const key = describe(labels);
      if (active.has(key))
        throw new Error(`Two series make an alert with the same labels, ${key}.`);
      const activeAt = before.get(key)?.activeAt ?? time;
      active.set(key, {
        labels,
        annotations: fill(this.status.rule.annotations, own, value),
        state: time - activeAt >= this.#for ? "firing" : "pending",
        activeAt,
        value,
      });
    }
    for (const [key, alert] of before) {
      if (active.has(key) || alert.state !== "firing") continue;
      const { keepFiringSince = time } = alert;
      if (time - keepFiringSince < this.#keepFiringFor)
        active.set(key, { ...alert, keepFiringSince });
    }
    this.#active = active;
  }

  #labelsOf({ __name__: _name, ...own }: Labels, value: number): Labels {
    const { rule } = this.status;
    const all = { ...own, ...fill(rule.labels, own, value), alertname: rule.alert };
    return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ""));
  }
}

function fill(
  texts: Readonly<Record<string, string>> = {},
  labels: Labels,
  value: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, expandTemplate(text, labels, value)]),
  );
}

/** The same for the same labels. */
function describe(labels: Labels): string {
  return Object.entries(labels)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ");
}

function samplesOf(value: Value): readonly Sample[] {
  if (value.type === "vector") return value.samples;
  return value.type === "scalar" ? [{ labels: {}, value: value.value }] : [];
}
