import { setImmediate as nextTurn } from "node:timers/promises";
import type { Engine, Source } from "../index.ts";
import { RuleRun, type AlertingRule, type RuleStatus } from "./rule-run.ts";

/** The content of a Prometheus rule file. */
export interface RuleGroups {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly AlertingRule[];
  }[];
}

/** A group of rules, as of its last evaluation. */
export interface GroupStatus {
  readonly name: string;
  readonly rules: readonly RuleStatus[];
}

/** The alerting rules of all groups. Recording rules are passed over: nothing here reads what they write. */
export class AlertEvaluator {
  readonly #engine: Engine;
  readonly #source: Source;
  readonly #groups: readonly { readonly name: string; readonly rules: readonly RuleRun[] }[];

  constructor(engine: Engine, source: Source, files: readonly RuleGroups[]) {
    this.#engine = engine;
    this.#source = source;
    this.#groups = files
      .flatMap(({ groups }) => groups)
      .map(({ name, rules }) => ({
        name,
        rules: rules
          .filter((rule: Partial<AlertingRule>) => typeof rule.alert === "string")
          .map((rule) => new RuleRun(rule)),
      }));
  }

  get groups(): readonly GroupStatus[] {
    return this.#groups.map(({ name, rules }) => ({
      name,
      rules: rules.map(({ status }) => status),
    }));
  }

  /** Evaluates all rules, and lets others run in between: a page must not wait for fifty rules. */
  async evaluate(time: number): Promise<void> {
    for (const { rules } of this.#groups) {
      for (const rule of rules) {
        rule.evaluate(this.#engine, this.#source, time);
        await nextTurn();
      }
    }
  }
}
