import { boundMatcher } from "../promql/le.ts";
import { error } from "./finding.ts";
import type { MatcherUse, SelectorUse, Walk } from "./walk.ts";

/**
 * Checks conditions on `le`: the bucket must exist, and must be found in Prometheus 2, which stores `le="1"`, as well
 * as in Prometheus 3, which stores `le="1.0"`.
 */
export function checkBounds(walk: Walk, use: SelectorUse, metric: string): void {
  if (!metric.endsWith("_bucket")) return;
  const bounds = use.resolved?.entry.bounds;
  for (const matcher of use.matchers) {
    if (matcher.label !== "le" || matcher.value.includes("$")) continue;
    const test = testOf(matcher);
    if (test === undefined) continue;
    const spellings = [...(bounds ?? guess(matcher.value)), ["+Inf"]];
    const hit = spellings.filter((forms) => forms.some(test));
    const torn = hit.find((forms) => !forms.every(test));
    if (torn !== undefined)
      walk.problems.push(
        error(
          "integer-le",
          `le${matcher.operator}"${matcher.value}" finds ${torn.filter(test).join(", ")} but not ${torn.filter((form) => !test(form)).join(", ")}: Prometheus 2 and 3 write this bucket differently; match both by ${boundMatcher(Number(torn[0]))}`,
          matcher.from,
        ),
      );
    if (hit.length === 0 && bounds !== undefined)
      walk.problems.push(
        error(
          "le-not-in-buckets",
          `le${matcher.operator}"${matcher.value}" matches no bucket of ${metric}; its bounds are ${bounds.map((forms) => forms[0]).join(", ")}`,
          matcher.from,
        ),
      );
  }
}

/** Whether a spelling is named, no matter whether the condition asks for it or excludes it. */
function testOf({ operator, value }: MatcherUse): ((form: string) => boolean) | undefined {
  if (operator === "=" || operator === "!=") return (form) => form === value;
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return (form) => pattern.test(form);
  } catch {
    return undefined;
  }
}

/** Without known buckets: the integers that the condition spells out. */
function guess(value: string): readonly (readonly string[])[] {
  return [...value.matchAll(/(?<![\d.])\d+(?![\d.])/g)].map(([whole]) => [whole, `${whole}.0`]);
}
