import { estimateSeries, selfMetrics } from "@promenade/core";
import { valuesOf, type Page } from "../page.ts";
import { few, ok, problem, warning, type Step } from "../step.ts";

/** One process does not hold more series than the budget allows, and no label has overflowed. */
export const budget: Step = {
  name: "budget",
  about: "the number of series",
  needs: ["set-up", "exposition"],
  examine: async (examination) => {
    const { plugins } = await examination.app();
    const page = await examination.page();
    const { budget: most } = examination.patient;
    const series = page.samples.length;
    if (series > most)
      return problem(
        `${series} series, and the budget is ${most}; most have ${few(largest(page))}`,
        "Leave metrics out with `except`, or bound the label that grows; a larger budget: --budget.",
      );
    const overflow = valuesOf(page, selfMetrics.overflows.name).find(({ value }) => value > 0);
    if (overflow !== undefined)
      return warning(
        `Label "${overflow.labels["label"] ?? ""}" of ${overflow.labels["metric"] ?? ""} takes more values than its limit`,
        "Further values are recorded as __overflow__. Bound the label where it is made, or raise `limits`.",
      );
    const expected = plugins.reduce((sum, plugin) => sum + estimateSeries(plugin), 0);
    return ok(`${series} series, of ${most} allowed (${expected} expected at full use)`);
  },
};

/** Metrics with the most series, a histogram's buckets counted for it. */
function largest({ samples }: Page): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of samples) {
    const family = name.replace(/_(?:bucket|count|sum)$/, "");
    counts.set(family, (counts.get(family) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name, size]) => `${name} (${size})`);
}
