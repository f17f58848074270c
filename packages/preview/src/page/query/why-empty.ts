import { api } from "../api.ts";
import { metricsIn, type Why } from "../data/why.ts";

/** Finds out why expressions have no result: nothing was scraped, the metric is unknown, or the filter fits nothing. */
export async function whyEmpty(expressions: readonly string[]): Promise<Why> {
  const [expr = ""] = expressions;
  try {
    const { targets } = await api.status();
    const down = targets.find(({ health }) => health === "down");
    if (targets.every(({ health }) => health === "unknown"))
      return { kind: "waiting", text: "The first scrape is under way." };
    if (down !== undefined && targets.every(({ health }) => health !== "up"))
      return {
        kind: "error",
        text: `The target ${down.instance} (${down.job}) is down: ${down.lastError}`,
      };
    const names = [...new Set(expressions.flatMap(metricsIn))];
    const known = await Promise.all(names.map(isKnown));
    const missing = names.filter((_, index) => known[index] === false);
    const [first] = missing;
    if (first !== undefined && missing.length === names.length)
      return {
        kind: "waiting",
        text:
          names.length === 1
            ? `No target has exposed ${first} yet.`
            : `No target has exposed ${missing.join(", ")} yet.`,
      };
    const matched = await Promise.all(selectorsIn(expr).map(isMatched));
    if (matched.length > 0 && matched.every((each) => !each))
      return {
        kind: "empty",
        text: "The metric is there, but no series matches the filter.",
        expr,
      };
    return /\b(?:rate|increase|irate|delta|histogram_quantile)\b/.test(expr)
      ? {
          kind: "empty",
          text: "Nothing happened in this time, or there are fewer than two scrapes yet.",
        }
      : { kind: "empty", text: "The series are there, but the expression gives none of them now." };
  } catch {
    return { kind: "empty", text: "" };
  }
}

async function isKnown(name: string): Promise<boolean> {
  const values = await api.labelValues("__name__", `{__name__="${name.replaceAll(/[\\"]/g, "")}"}`);
  return values.length > 0;
}

/** The selectors that have a filter, as they stand in the expression. */
function selectorsIn(expr: string): readonly string[] {
  return [...expr.matchAll(/[a-zA-Z_:][\w:]*\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\}/g)].map(
    ([selector]) => selector,
  );
}

async function isMatched(selector: string): Promise<boolean> {
  return (await api.series(selector)).length > 0;
}
