/** How many decimals Grafana gives a value for which nobody set any: two or three digits that matter. */
export function decimalsFor(value: number): number {
  if (value === 0 || Number.isInteger(value) || !Number.isFinite(value)) return 0;
  const decimals = 1 - Math.floor(Math.log10(Math.abs(value)));
  // Grafana compares the signed value here, so a negative one has a digit less.
  const norm = value / 10 ** -decimals;
  return Math.min(20, Math.max(0, norm > 2.25 ? decimals + 1 : decimals));
}

/** A number with that many decimals, or as many as {@link decimalsFor} says. */
export function fixed(value: number, decimals?: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const count = decimals ?? decimalsFor(value);
  if (Math.abs(value) >= 1e21) return String(value);
  const written = value.toFixed(Math.min(20, Math.max(0, count)));
  return decimals === undefined ? written.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "") : written;
}
