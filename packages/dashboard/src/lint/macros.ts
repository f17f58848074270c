import { macrosIn, type MacroUse } from "../macros.ts";

/** Grafana's own macros, each with a value that nobody would write by hand, so that it is known again in the tree. */
export const grafanaMacros: Readonly<Record<string, string>> = {
  __rate_interval: "8869991s",
  __interval: "8869992s",
  __range: "8869993s",
  __interval_ms: "8869992000",
  __range_s: "8869993",
  __range_ms: "8869993000",
  __from: "1700000000000",
  __to: "1700003600000",
};

/** Begins every name that stands for a variable of unknown value. */
export const placeholder = "grafana_variable_";

/** A query that parses, and the way back to what its author wrote. */
export interface Expanded {
  readonly text: string;
  readonly uses: readonly MacroUse[];
  /** The place in the original text of a place in the expanded one. */
  readonly origin: (position: number) => number;
}

/** Writes samples in place of variables outside string literals; inside, a `$job` is just text. */
export function expandMacros(
  original: string,
  samples: Readonly<Record<string, string>> = {},
): Expanded {
  const uses = macrosIn(original);
  const steps: { readonly at: number; readonly shift: number }[] = [];
  let text = "";
  let last = 0;
  for (const use of uses.filter(({ isQuoted }) => !isQuoted)) {
    text += original.slice(last, use.from);
    text += sampleOf(use.name, text, original.slice(use.to), samples);
    last = use.to;
    steps.push({ at: text.length, shift: last - text.length });
  }
  text += original.slice(last);
  const origin = (position: number): number => {
    const step = steps.findLast(({ at }) => at <= position);
    return Math.max(0, Math.min(original.length, position + (step?.shift ?? 0)));
  };
  return { text, uses, origin };
}

function sampleOf(
  name: string,
  before: string,
  after: string,
  samples: Readonly<Record<string, string>>,
): string {
  const known = grafanaMacros[name] ?? samples[name];
  if (known !== undefined) return known;
  if (/(?:\[|:|\boffset\s*-?)\s*$/.test(before)) return "5m";
  // `topk($n, …)` and `histogram_quantile($q, …)`: a number is expected.
  if (
    /\b(?:topk|bottomk|limitk|quantile|histogram_quantile)\s*(?:by\s*\([^)]*\)\s*)?\($/.test(
      before,
    ) &&
    /^\s*,/.test(after)
  )
    return "0.5";
  return `${placeholder}${name}`;
}
