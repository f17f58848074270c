import type { Random } from "./random.ts";
import { dataEnd, dataStart } from "./series.ts";
import {
  aggregations,
  arithmetic,
  calculatedRanges,
  comparisons,
  conditions,
  counted,
  distinct,
  literals,
  metrics,
  ofOne,
  ofTime,
  quantiles,
  rangeFunctions,
  rangeFunctions3,
  ranges,
  timed,
} from "./vocabulary.ts";

/** Writes random expressions that mean something for the random series. */
export class Expressions {
  readonly #random: Random;
  readonly #isVersion2: boolean;

  constructor(random: Random, isVersion2 = false) {
    this.#random = random;
    this.#isVersion2 = isVersion2;
  }

  /** A vector, sometimes a number. */
  any(depth = 3): string {
    return this.#random.chance(0.06) ? this.scalar(depth) : this.vector(depth);
  }

  vector(depth: number): string {
    const random = this.#random;
    if (depth <= 0) return this.#selector();
    const kinds = [
      () => this.#selector(),
      () => this.#ranged(depth),
      () => this.#ranged(depth),
      () => this.#aggregation(depth),
      () => this.#aggregation(depth),
      () => this.#binary(depth),
      () => this.#binary(depth),
      () => this.#vectors(depth),
      () => this.#vectors(depth),
      () => this.#sets(depth),
      () => this.#ofValues(depth),
      () => this.#labels(depth),
      () => this.#quantile(depth),
      () => `(${this.vector(depth - 1)})`,
      () => `-${this.#wrapped(depth - 1)}`,
      () => `${this.#selector()} % ${random.pick(["2", "0.7", "-3", "Inf", "0"])}`,
    ];
    return random.pick(kinds)();
  }

  scalar(depth: number): string {
    const random = this.#random;
    if (depth <= 0 || random.chance(0.6)) return random.pick(literals);
    return random.pick([
      () => `scalar(${this.vector(depth - 1)})`,
      () => `scalar(sum(${this.vector(depth - 1)}))`,
      () => "(time() - 1750000000)",
      () => "pi()",
      () => `(${this.scalar(depth - 1)} ${random.pick(arithmetic)} ${this.scalar(depth - 1)})`,
      () => `${this.#group(this.scalar(depth - 1))} ${random.pick(comparisons)} bool 2`,
      () => `-${this.#group(this.scalar(depth - 1))} ^ 2`,
    ])();
  }

  #selector(range = ""): string {
    const random = this.#random;
    const name = random.pick(metrics);
    const matchers = random.chance(0.5) ? [] : [random.pick(conditions)];
    if (random.chance(0.15)) matchers.push(random.pick(conditions));
    const text =
      random.chance(0.05) && range === ""
        ? `{__name__=~"${random.pick(["temperature_celsius|limit_celsius", "queue_.+", "latency_seconds_(sum|count)"])}"${matchers.length > 0 ? `,${matchers.join(",")}` : ""}}`
        : `${name}${matchers.length > 0 ? `{${matchers.join(",")}}` : ""}`;
    return `${text}${range}${this.#shift()}`;
  }

  #shift(): string {
    const random = this.#random;
    if (random.chance(0.85)) return "";
    const offset = random.pick([" offset 1m", " offset 7m30s", " offset -2m", ""]);
    const time = random.whole(dataStart / 1000, dataEnd / 1000);
    const at = random.pick(["", "", ` @ ${time}`, " @ start()", " @ end()", ` @ ${time}.25`]);
    return random.chance(0.5) ? offset + at : at + offset;
  }

  #matrix(depth: number): string {
    const random = this.#random;
    if (depth > 1 && random.chance(0.15)) {
      const range = random.pick(["5m", "10m", "2m"]);
      const step = random.pick(["", "30s", "1m", "45s", "17s"]);
      return `${this.#wrapped(depth - 2)}[${range}:${step}]${this.#shift()}`;
    }
    const isCalculated = !this.#isVersion2 && random.chance(0.1);
    return this.#selector(`[${random.pick(isCalculated ? calculatedRanges : ranges)}]`);
  }

  #ranged(depth: number): string {
    const random = this.#random;
    const name = random.pick(
      this.#isVersion2 ? rangeFunctions : [...rangeFunctions, ...rangeFunctions3],
    );
    // Prometheus 2.42 lets the window of an @ move on.
    const matrix =
      name === "predict_linear" && this.#isVersion2
        ? "latency_seconds_sum[2m]"
        : this.#matrix(depth);
    switch (name) {
      case "quantile_over_time":
        return `${name}(${random.pick(quantiles)}, ${matrix})`;
      case "predict_linear":
        return `${name}(${matrix}, ${random.pick(["600", "-60", "0"])})`;
      case "double_exponential_smoothing":
        return `${name}(${matrix}, 0.${random.whole(1, 9)}, 0.${random.whole(1, 9)})`;
      default:
        return `${name}(${matrix})`;
    }
  }

  #aggregation(depth: number): string {
    const random = this.#random;
    const labels = random.some(["job", "instance", "code", "route", "zone", "le"]);
    const clause = random.pick([
      "",
      ` by (${labels.join(", ")})`,
      ` without (${labels.join(", ")})`,
    ]);
    const kind = random.next();
    // Which of two equal series is taken is not said, so these see different values only.
    const ranked = `${random.pick(["topk", "bottomk"])}(${random.whole(0, 4)}, ${random.pick(distinct)})`;
    if (kind < 0.1) return clause === "" ? ranked : ranked.replace("(", `${clause} (`);
    const [before, after] = random.chance(0.5) ? [clause, ""] : ["", clause];
    const inner = this.vector(depth - 1);
    if (kind < 0.2) return `quantile${before}(${random.pick(quantiles)}, ${inner})${after}`;
    if (kind < 0.26)
      return `count_values${before}("${this.#isVersion2 ? "zz" : random.pick(["value", "job"])}", floor(${random.pick(counted)}))${after}`;
    return `${random.pick(aggregations)}${before}(${inner})${after}`;
  }

  #binary(depth: number): string {
    const random = this.#random;
    const vector = this.#wrapped(depth - 1);
    const scalar = this.#group(this.scalar(depth - 1));
    const operator = this.#operator();
    return random.chance(0.5)
      ? `${vector} ${operator} ${scalar}`
      : `${scalar} ${operator} ${vector}`;
  }

  #vectors(depth: number): string {
    const random = this.#random;
    const operator = this.#operator();
    if (random.chance(0.25)) {
      const vector = this.#wrapped(depth - 1);
      // Two equal sums may differ in their last digit, so they are not compared.
      return `${vector} ${random.pick(arithmetic)} ${vector}`;
    }
    if (random.chance(0.3)) {
      const left = `sum by (job, instance) (${this.vector(depth - 1)})`;
      const right = `${random.pick(["sum", "max"])} by (job) (${this.vector(depth - 1)})`;
      return random.chance(0.5)
        ? `${left} ${operator} on (job) group_left ${right}`
        : `${right} ${operator} ignoring (instance) group_right () ${left}`;
    }
    if (random.chance(0.2))
      return `${this.#wrapped(depth - 1)} ${operator} on (job, instance) group_left (version) app_info`;
    const labels = random.some(["job", "instance", "code", "route", "zone"]);
    const match = random.pick([
      "",
      `on (${labels.join(", ")}) `,
      `ignoring (${labels.join(", ")}) `,
    ]);
    return `${this.#wrapped(depth - 1)} ${operator} ${match}${this.#wrapped(depth - 1)}`;
  }

  #sets(depth: number): string {
    const random = this.#random;
    const labels = random.some(["job", "instance", "zone"]);
    const match = random.pick(["", `on (${labels.join(", ")}) `, "ignoring (code, route) "]);
    return `${this.#wrapped(depth - 1)} ${random.pick(["and", "or", "unless"])} ${match}${this.#wrapped(depth - 1)}`;
  }

  #ofValues(depth: number): string {
    const random = this.#random;
    const inner = this.vector(depth - 1);
    return random.pick([
      () => `${random.pick(ofOne)}(${inner})`,
      () => `${random.pick(ofOne)}(${inner})`,
      () => `${random.pick(["sin", "cos", "tan"])}(clamp(${inner}, -50, 50))`,
      // The variance of numbers as large as a time is mostly rounding.
      () => `timestamp(${random.pick(timed)}) - 1750000000`,
      () => `clamp(${inner}, ${this.scalar(1)}, ${this.scalar(1)})`,
      () => `clamp_${random.pick(["min", "max"])}(${inner}, ${this.scalar(1)})`,
      () => `round(${inner}${random.pick(["", ", 5", ", 0.1", ", -2", ", 0"])})`,
      () =>
        `${random.pick(ofTime)}(${random.chance(0.3) ? "" : `timestamp(${random.pick(timed)})`})`,
      () => `absent(${inner})`,
      () => `absent_over_time(${this.#matrix(depth)})`,
      () => `vector(${this.scalar(depth - 1)})`,
      () => `sort${random.pick(["", "_desc"])}(${inner})`,
      () => `scalar(${inner}) + ${this.#wrapped(depth - 1)}`,
    ])();
  }

  #labels(depth: number): string {
    const random = this.#random;
    const inner = this.vector(depth - 1);
    const target = random.pick(["job", "new", "zone"]);
    if (random.chance(0.3))
      return `label_join(${inner}, "${target}", "${random.pick(["", "-"])}", "job", "instance")`;
    const source = random.pick(["job", "instance", "route", "nothing"]);
    const pattern = random.pick([
      "(.*)",
      "(.).*",
      "([a-z]+):(\\\\d)",
      "shop|mail",
      "(?P<all>.+)",
      "",
    ]);
    const replacement = random.pick(["$1", "x-${1}", "$2$1", "${all}", "$1x", "", "$$"]);
    return `label_replace(${inner}, "${target}", "${replacement}", "${source}", "${pattern}")`;
  }

  #quantile(depth: number): string {
    const random = this.#random;
    const buckets = random.pick([
      `sum by (le, job) (rate(latency_seconds_bucket[${random.pick(["1m", "2m", "5m"])}]${this.#shift()}))`,
      "rate(latency_seconds_bucket[2m])",
      "latency_seconds_bucket",
      'latency_seconds_bucket{le!="+Inf"}',
      'sum without (instance) (increase(latency_seconds_bucket{route="/"}[3m]))',
      this.vector(depth - 1),
    ]);
    if (!this.#isVersion2 && random.chance(0.2))
      return `histogram_fraction(${random.pick(["0", "-Inf", "0.2"])}, ${random.pick(["0.7", "5", "Inf"])}, ${buckets})`;
    return `histogram_quantile(${random.pick(quantiles)}, ${buckets})`;
  }

  #operator(): string {
    const random = this.#random;
    if (random.chance(0.6)) return random.pick(arithmetic);
    return `${random.pick(comparisons)}${random.chance(0.4) ? " bool" : ""}`;
  }

  #wrapped(depth: number): string {
    return this.#group(this.vector(depth));
  }

  /** Most often in parentheses, so that precedence is tried too. */
  #group(text: string): string {
    return this.#random.chance(0.2) ? text : `(${text})`;
  }
}
