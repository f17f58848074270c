import { definitionsOf } from "@promenade/grafana";
import { hasSeries } from "../page.ts";
import { count, few, ok, problem, type Step } from "../step.ts";
import { jobPattern } from "../targets.ts";

/** What the app exposes arrives in Prometheus. */
export const series: Step = {
  name: "series",
  about: "the app's series in Prometheus",
  needs: ["target"],
  examine: async (examination) => {
    const { plugins } = await examination.app();
    const defined = plugins.flatMap(definitionsOf).map(({ name }) => name);
    const page = await examination.page().catch(() => undefined);
    const exposed = page === undefined ? [] : defined.filter((name) => hasSeries(page.names, name));
    const stored = await examination.recall("stored", async () => {
      const pattern = defined.map((name) => `${name}(_count|_bucket)?`).join("|");
      const query = `group by (__name__) ({job=~${JSON.stringify(await jobPattern(examination))}, __name__=~"${pattern}"})`;
      const samples = (await examination.prometheus()?.instant(query)) ?? [];
      return new Set(samples.map(({ labels }) => labels["__name__"] ?? ""));
    });
    if (stored.size === 0)
      return problem(
        "Prometheus scrapes the app, but has none of its plugins' series",
        "Look at `metric_relabel_configs`, and at `sample_limit`: they may drop them.",
      );
    const lost = exposed.filter((name) => !hasSeries(stored, name));
    if (lost.length > 0)
      return problem(
        `${count(lost.length, "metric")} of the app do not arrive in Prometheus: ${few(lost)}`,
        "Were they recorded only now? Else look at `metric_relabel_configs`, which may drop them.",
      );
    return ok(`${count(stored.size, "series name")} of its plugins are in Prometheus`);
  },
};
