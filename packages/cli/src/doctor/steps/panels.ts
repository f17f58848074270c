import { groupBy } from "../group.ts";
import { checkPanels, type PanelCheck } from "../panels.ts";
import { count, few, ok, problem, skipped, type Step } from "../step.ts";
import { jobPattern } from "../targets.ts";

/** Every panel has data, or it is said what it waits for. */
export const panels: Step = {
  name: "panels",
  about: "the dashboards' queries",
  needs: ["series"],
  examine: async (examination) => {
    const source = examination.prometheus();
    if (source === undefined) return skipped("The dashboards' queries: there is no Prometheus");
    const { plugins } = await examination.app();
    const stored = await examination.recall("stored", async () => new Set<string>());
    const checks = await checkPanels(source, plugins, stored, await jobPattern(examination));
    const details = checks.filter(({ state }) => state !== "data").map(describe);
    const broken = checks.filter(({ state }) => state === "broken");
    if (broken.length > 0)
      return {
        ...problem(
          `${count(broken.length, "panel")} with a query that Prometheus refuses: ${few(broken.map(({ panel }) => panel))}`,
          "Is this Prometheus older than 2.40? Else report it: these dashboards are tested with 2.42 and 3.",
        ),
        details,
      };
    const dead = groupBy(checks, ({ dashboard }) => dashboard).filter(([, all]) =>
      all.every(({ state }) => state === "quiet"),
    );
    if (dead.length > 0)
      return {
        ...problem(
          `No panel of ${few(dead.map(([title]) => title))} has data, though the metrics are there`,
          "Are the labels changed on the way (relabel_configs, a recording proxy)? Compare one query in Prometheus.",
        ),
        details,
      };
    const filled = checks.filter(({ state }) => state === "data").length;
    return {
      ...ok(`${filled} of ${count(checks.length, "panel")} have data${waits(checks)}`),
      details,
    };
  },
};

/** `; waiting for their first event: graphql (12 panels)`. */
function waits(checks: readonly PanelCheck[]): string {
  const waiting = checks.filter(({ state }) => state === "waiting");
  const perPlugin = groupBy(waiting, ({ plugin }) => plugin).map(
    ([plugin, own]) => `${plugin} (${own.length})`,
  );
  const quiet = checks.filter(({ state }) => state === "quiet").length;
  return [
    perPlugin.length === 0 ? "" : `; waiting for a first event: ${few(perPlugin, 6)}`,
    quiet === 0 ? "" : `; ${quiet} with nothing to show, as when nothing fails`,
  ].join("");
}

function describe({ dashboard, panel, state, reason }: PanelCheck): string {
  const why = {
    data: "has data",
    waiting: `no ${reason} yet: the app has not done what it records`,
    quiet: "nothing to show: no series meets its conditions",
    broken: reason,
  }[state];
  return `${dashboard}: ${panel}: ${why}`;
}
