/** The sum of `sum` and `increment`; what was rounded away is in {@link KahanSum.compensation}. */
export class KahanSum {
  sum = 0;
  compensation = 0;

  constructor(sum = 0, compensation = 0) {
    this.sum = sum;
    this.compensation = compensation;
  }

  set(sum: number, compensation: number): void {
    this.sum = sum;
    this.compensation = compensation;
  }

  add(increment: number): void {
    const { sum } = this;
    const total = sum + increment;
    if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY)
      this.compensation = 0;
    else if (Math.abs(sum) >= Math.abs(increment)) this.compensation += sum - total + increment;
    else this.compensation += increment - total + sum;
    this.sum = total;
  }

  get total(): number {
    return this.sum + this.compensation;
  }
}

/** Go's power: 1 to any power is 1, and so is -1 to an infinite one. */
export function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && (exponent === Infinity || exponent === -Infinity)) return 1;
  return base ** exponent;
}

/** Go's maximum: infinity wins over NaN. */
export function maximum(one: number, other: number): number {
  return one === Infinity || other === Infinity ? Infinity : Math.max(one, other);
}

/** Go's minimum: minus infinity wins over NaN. */
export function minimum(one: number, other: number): number {
  return one === -Infinity || other === -Infinity ? -Infinity : Math.min(one, other);
}

/** Ascending, with NaN first. */
export function compareNumbers(one: number, other: number): number {
  if (one < other) return -1;
  if (one > other) return 1;
  if (one === other) return 0;
  return Number(Number.isNaN(other)) - Number(Number.isNaN(one));
}

/** The quantile of `values`, which are sorted by this. Between two values it is their weighted mean. */
export function quantileOf(quantile: number, values: Float64Array): number {
  if (values.length === 0 || Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  let missing = 0;
  // The typed sort puts NaN last; Prometheus has it first.
  values.sort();
  const rank = quantile * (values.length - 1);
  const lower = Math.floor(rank);
  const upper = Math.min(values.length - 1, lower + 1);
  for (let index = values.length - 1; index >= 0 && Number.isNaN(values[index]); index -= 1)
    missing += 1;
  const at = (index: number): number =>
    index < missing ? Number.NaN : (values[index - missing] as number);
  const weight = rank - lower;
  return at(lower) * (1 - weight) + at(upper) * weight;
}

/** A number as Go writes it without an exponent, in the fewest digits. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, whole = "", fraction = "", exponent] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}

/** A number as Go writes it in the fewest digits, with an exponent where it is large or small. */
export function shortNumber(value: number): string {
  const [digits = "", suffix] = value.toExponential().split("e");
  const exponent = Number(suffix);
  if (value === 0 || suffix === undefined || (exponent >= -4 && exponent < 6))
    return formatNumber(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
