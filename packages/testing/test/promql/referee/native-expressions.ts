import type { Random } from "./random.ts";

const metrics = "latency latency latency size size balance loss queue mixed plain".split(" ");
const conditions = ['job="shop"', 'job!="mail"', 'instance=~"a.*|b:2"', 'route="/"', "route=''"];
const growing = "rate rate increase irate delta idelta".split(" ");
const collecting = "sum_over_time avg_over_time last_over_time".split(" ");
const counting =
  "resets changes count_over_time present_over_time min_over_time max_over_time stddev_over_time ts_of_last_over_time deriv".split(
    " ",
  );
const measures = "count count sum avg stddev stdvar".split(" ").map((name) => `histogram_${name}`);
const quantiles = ["0.5", "0.99", "0", "1", "0.1", "0.9", "-1", "2", "NaN"];
const bounds = ["0", "1", "-Inf", "Inf", "0.3", "-2", "5", "NaN"];
const operators = ["+", "+", "-", "-", "*", "/", "^", "%", "==", "!=", ">", "<=", "== bool"];

/** Writes random expressions that mean something for native histograms. */
export class NativeExpressions {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  any(): string {
    return this.#random.chance(0.5) ? this.#histograms(3) : this.#numbers(3);
  }

  /** Most of the time, native histograms. */
  #histograms(depth: number): string {
    const random = this.#random;
    if (depth <= 0) return this.#selector();
    const again = (): string => this.#histograms(depth - 1);
    return random.pick([
      () => this.#selector(),
      () => this.#selector(),
      () => `${random.pick(growing)}(${this.#matrix()})`,
      () => `${random.pick(growing)}(${this.#matrix()})`,
      () => `${random.pick(collecting)}(${this.#matrix()})`,
      () => this.#aggregation(depth),
      () => this.#aggregation(depth),
      () => `(${again()}) ${random.pick(["*", "/"])} ${random.pick(["2", "0.5", "-3", "0"])}`,
      () => `${random.pick(["3", "0.1", "plain"])} * (${again()})`,
      () => `-(${again()})`,
      () => `(${again()}) ${random.pick(["and", "or", "unless"])} (${again()})`,
      () =>
        `(${again()}) ${random.pick(operators)} ${random.pick(["", "ignoring (route) "])}(${again()})`,
      () => this.#twice(depth - 1),
      () => `label_replace(${again()}, "zone", "$1", "job", "(.).*")`,
      () => `sort_by_label(${again()}, "job")`,
      () => `limitk(100, ${again()})`,
    ])();
  }

  /** Where zero buckets differ, a sum depends on the order of series, which Prometheus keeps for these only. */
  #aggregation(depth: number): string {
    const random = this.#random;
    const name = random.pick(["", "", ...growing, ...collecting]);
    const series = name === "" ? this.#selector() : `${name}(${this.#matrix()})`;
    const inner = depth > 1 && random.chance(0.2) ? this.#aggregation(depth - 1) : series;
    return `${random.pick(["sum", "avg"])}${this.#clause()} (${inner})`;
  }

  /** Most of the time, numbers. */
  #numbers(depth: number): string {
    const random = this.#random;
    const inner = (): string => this.#histograms(depth - 1);
    return random.pick([
      () => `histogram_quantile(${random.pick(quantiles)}, ${inner()})`,
      () => `histogram_quantile(${random.pick(quantiles)}, ${inner()})`,
      () => `histogram_quantile(0.7, ${this.#withClassic()})`,
      () => `histogram_fraction(${random.pick(bounds)}, ${random.pick(bounds)}, ${inner()})`,
      () => `histogram_fraction(0, 2, ${this.#withClassic()})`,
      () => `${random.pick(measures)}(${inner()})`,
      () => `${random.pick(measures)}(${inner()})`,
      () => `${random.pick(counting)}(${this.#matrix()})`,
      () =>
        `${random.pick("count group min max stddev stdvar".split(" "))}${this.#clause()} (${inner()})`,
      () => `quantile${this.#clause()} (0.5, ${inner()})`,
      () => `topk(100, ${inner()})`,
      () => `count_values${this.#clause()} ("value", ${this.#selector()})`,
      () => `timestamp(${this.#selector()}) - 1750000000`,
      () => `absent(${inner()})`,
      () => `absent_over_time(${this.#matrix()})`,
      () => `scalar(${inner()}) + plain`,
      () => `${random.pick(["abs", "sort", "ceil"])}(${inner()})`,
      () => `clamp(${inner()}, 0, 5)`,
    ])();
  }

  /** Two of the same kind, so that there is something to add. */
  #twice(depth: number): string {
    const random = this.#random;
    const vector = this.#histograms(depth);
    const operator = random.pick(["+", "-", "==", "!=", "== bool"]);
    if (random.chance(0.5)) return `(${vector}) ${operator} (${vector})`;
    const selector = random.pick(metrics);
    if (random.chance(0.5)) return `${selector} ${operator} ${selector} offset 3m`;
    return `(${vector}) ${operator} on (job) group_left (avg by (job) (${vector}))`;
  }

  /** A native and a classic histogram of the same labels have no quantile. */
  #withClassic(): string {
    const name = '{__name__=~"latency(_bucket)?"}';
    return this.#random.pick([
      "latency_bucket",
      name,
      `rate(${name}[2m])`,
      `sum by (le, job) (rate(${name}[2m]))`,
    ]);
  }

  #selector(range = ""): string {
    const random = this.#random;
    const condition = random.chance(0.4) ? `{${random.pick(conditions)}}` : "";
    const shift = random.chance(0.1) ? random.pick([" offset 2m", " @ end()"]) : "";
    return `${random.pick(metrics)}${condition}${range}${shift}`;
  }

  /** No subqueries: of native histograms, Prometheus 3.5 mixes up their memory and gives this and that, or an error. */
  #matrix(): string {
    const ranges = ["30s", "1m", "2m", "5m", "10m", "45s"];
    return this.#selector(`[${this.#random.pick(ranges)}]`);
  }

  #clause(): string {
    const random = this.#random;
    const labels = random.some(["job", "instance", "route"]).join(", ");
    return random.pick(["", ` by (${labels})`, ` without (${labels})`]);
  }
}
