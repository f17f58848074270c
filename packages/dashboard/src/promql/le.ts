/**
 * How a bucket's bound may be written in `le`: as the app exposes it (Prometheus 2 keeps that), and as Prometheus 3
 * normalises it: Go's shortest form, with `.0` where it would look like an integer.
 */
export function boundForms(bound: number): readonly string[] {
  return [...new Set([String(bound), goForm(bound)])];
}

/** A matcher that finds the bucket in Prometheus 2 and 3. */
export function boundMatcher(bound: number): string {
  const forms = boundForms(bound);
  if (forms.length === 1) return `le="${forms[0]}"`;
  const escaped = forms.map((form) => form.replaceAll(/[.+]/g, String.raw`\\$&`));
  return `le=~"${escaped.join("|")}"`;
}

function goForm(bound: number): string {
  if (bound === 0) return "0.0";
  const exponent = Math.floor(Math.log10(Math.abs(bound)));
  if (exponent >= -4 && exponent < 21) {
    const plain = String(bound);
    if (exponent < 6 || !Number.isInteger(bound)) return plain.includes(".") ? plain : `${plain}.0`;
  }
  const [mantissa = "", power = "0"] = bound.toExponential().split("e");
  const digits = String(Math.abs(Number(power))).padStart(2, "0");
  return `${mantissa}e${Number(power) < 0 ? "-" : "+"}${digits}`;
}
