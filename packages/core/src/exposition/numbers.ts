/** Digits are written as bytes, without a string on the way: a scrape of many series must leave little garbage. */

/** Room that any number takes. */
export const longestNumber = 32;

/** Writes ASCII; gives the position after it. */
export function writeAscii(memory: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) memory[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** Writes a sample's value; gives the position after it. */
export function writeNumber(memory: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value < 2_147_483_648 && (value | 0) === value) {
    return writeInteger(memory, at, value);
  }
  if (value - value !== 0) return writeAscii(memory, at, formatNumber(value));
  return writeDecimal(memory, at, value) ?? writeAscii(memory, at, String(value));
}

/** A whole number from 0 to 2³¹ - 1; gives the position after it. */
function writeInteger(memory: Uint8Array, at: number, value: number): number {
  let rest = value | 0;
  let end = at + 1;
  for (let power = 10; power <= rest && end - at < 10; power *= 10) end += 1;
  for (let index = end - 1; index >= at; index -= 1) {
    const tens = (rest / 10) | 0;
    memory[index] = 48 + (rest - tens * 10);
    rest = tens;
  }
  return end;
}

/**
 * Numbers with at most six decimals. Scaling and back gives the same double, so the digits read back as the value;
 * with at most 15 of them they are also the shortest that do.
 */
function writeDecimal(memory: Uint8Array, start: number, value: number): number | undefined {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e9 || magnitude < 1e-6) return undefined;
  const scaled = Math.round(magnitude * 1e6);
  if (scaled / 1e6 !== magnitude) return undefined;
  const whole = Math.floor(scaled / 1e6);
  let fraction = scaled - whole * 1e6;
  let at = start;
  if (value < 0) memory[at++] = 45;
  at = writeInteger(memory, at, whole);
  if (fraction === 0) return at;
  memory[at++] = 46;
  for (let power = 100_000; fraction > 0; power /= 10) {
    const digit = (fraction / power) | 0;
    memory[at++] = 48 + digit;
    fraction -= digit * power;
  }
  return at;
}

/** A sample's value as text. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(value);
}

/**
 * A number as it stands in `le` and `quantile` labels: there the text is the identity of the series.
 * Source: OpenMetrics 1.0, "canonical numbers"; the same as Prometheus 3 makes of any other spelling.
 */
export function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value === 0) return "0.0";
  const [digits = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 6) {
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}
