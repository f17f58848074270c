import { selfMetrics } from "@promenade/core";
import { valuesOf, type Page, type PageSample } from "../page.ts";
import { few, ok, warning, type Step } from "../step.ts";

/** Nothing of Promenade itself fails inside the app. */
export const collectors: Step = {
  name: "collectors",
  about: "collectors and listeners",
  needs: ["exposition"],
  examine: async (examination) => {
    const page = await examination.page();
    const failed = valuesOf(page, selfMetrics.collectorSuccess.name)
      .filter(({ value }) => value === 0)
      .map(({ labels }) => `${labels["plugin"] ?? ""}/${labels["collector"] ?? ""}`);
    if (failed.length > 0)
      return warning(
        `Cannot be read now, so their series are absent: ${few(failed)}`,
        "The app's log says why, once; usually what they read (a queue, a broker, a pool) is not reachable from the app.",
      );
    const errors = [...positive(page, selfMetrics.listenerErrors.name)];
    if (errors.length > 0)
      return warning(
        `Listeners of ${few(errors.map(({ labels }) => labels["plugin"] ?? ""))} had errors`,
        "The app is not affected, but these plugins miss events. The app's log has the first error of each.",
      );
    return ok("All collectors and listeners work");
  },
};

function positive(page: Page, metric: string): readonly PageSample[] {
  return valuesOf(page, metric).filter(({ value }) => value > 0);
}
