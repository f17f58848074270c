import { selfMetrics } from "@promenade/core";
import { definitionsOf } from "@promenade/grafana";
import { hasSeries, valuesOf } from "../page.ts";
import { few, ok, problem, warning, type Step } from "../step.ts";

/** The registry is not empty, belongs to this app, and has something of every plugin. */
export const recorded: Step = {
  name: "recorded",
  about: "what the app records",
  needs: ["set-up", "exposition"],
  examine: async (examination) => {
    const { plugins, service } = await examination.app();
    const page = await examination.page();
    const marks = valuesOf(page, selfMetrics.started.name);
    const [mark] = marks;
    if (mark === undefined && page.samples.every(({ name }) => name.startsWith("promenade_")))
      return problem(
        "The registry is empty: no plugin has recorded anything",
        "Is `await metrics.start()` called, in this process, before the app takes traffic?",
      );
    if (mark === undefined)
      return problem(
        `These are not the metrics of ${service.service}: there is no ${selfMetrics.started.name}`,
        "Is `await metrics.start()` called? Or does another exporter listen on this port?",
      );
    if (marks.every(({ labels }) => labels["service_name"] !== service.service))
      return problem(
        `Another app answers: ${mark.labels["service_name"] ?? "unknown"}, not ${service.service}`,
        "Give the address of this app with --url, or its set-up with --config.",
      );
    const absent = plugins.filter(({ name }) => !isThere(page, name));
    if (absent.length > 0 && absent.length === plugins.length)
      return problem(
        "The registry is empty: the app runs without the plugins of its set-up",
        "Is an older build running? Restart the app; its first log line names the plugins.",
      );
    // Nobody misses the series of a plugin that has no dashboard, or no metric of its own.
    const idle = plugins.filter((plugin) => {
      const defined = definitionsOf(plugin);
      const isEmpty = defined.every(({ name }) => !hasSeries(page.names, name));
      return plugin.boards !== undefined && defined.length > 0 && isEmpty;
    });
    if (idle.length > 0)
      return warning(
        `No series yet of ${few(idle.map(({ name }) => name))}`,
        "They have not seen what they observe: use the app a little. If it was used, look at how the plugin is attached (its README).",
      );
    return ok(
      `Every plugin records: ${few(
        plugins.filter((plugin) => definitionsOf(plugin).length > 0).map(({ name }) => name),
        8,
      )}`,
    );
  },
};

/** A running app tells the number of series of each plugin, also when it is zero. */
function isThere(page: Parameters<typeof valuesOf>[0], plugin: string): boolean {
  return valuesOf(page, selfMetrics.series.name).some(({ labels }) => labels["plugin"] === plugin);
}
