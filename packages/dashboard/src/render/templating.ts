import { selfMetrics, type MetricDefinition } from "@promenade/core";
import type { DashboardDefinition } from "../dashboard.ts";
import { dashboardContext } from "../promql/expression.ts";
import { writeSelector } from "../promql/matchers.ts";
import { dataSource, linkOf } from "./fields.ts";
import type { GrafanaAnnotation, GrafanaLink, GrafanaVariable } from "./json.ts";

/** Data source, job, instance, and the dashboard's own. Names and settings follow grafana/dashboard-linter. */
export function variablesOf(
  dashboard: DashboardDefinition,
  anchor: MetricDefinition,
  version: string,
): GrafanaVariable[] {
  const name = seriesName(anchor);
  return [
    {
      name: "datasource",
      type: "datasource",
      label: "Data source",
      query: "prometheus",
      refresh: 1,
      regex: "",
      hide: 0,
    },
    labelVariable("job", "Job", `label_values(${name}, job)`),
    labelVariable("instance", "Instance", `label_values(${name}{job=~"$job"}, instance)`),
    ...dashboard.variables.map((variable) => {
      const selector = writeSelector(seriesName(variable.metric), {}, dashboardContext);
      const values = `label_values(${selector}, ${variable.of})`;
      // A label may be empty on some series; .* keeps those while "All" is chosen.
      return { ...labelVariable(variable.variable, variable.label, values), allValue: ".*" };
    }),
    { name: "promenade_version", type: "constant", query: version, hide: 2, skipUrlSync: true },
  ];
}

/** Deploys from the start time that each process reports: no token, and in every Grafana. */
export function annotationsOf(): GrafanaAnnotation[] {
  const selector = writeSelector(selfMetrics.started.name, {}, dashboardContext);
  const common = {
    hide: false,
    datasource: { ...dataSource },
    step: "60s",
    useValueForTime: true,
    tagKeys: "version,environment",
  };
  return [
    {
      ...common,
      name: "Deploys",
      enable: true,
      iconColor: "blue",
      // The first process of a version is the deploy; its replicas would draw the same mark again.
      expr: `min by (service_name, version, revision, author, environment) (${selector}) * 1000`,
      titleFormat: "{{service_name}} {{version}} deployed",
      textFormat: "{{revision}} by {{author}}",
    },
    {
      ...common,
      name: "Process starts",
      enable: false,
      iconColor: "orange",
      expr: `${selector} * 1000`,
      titleFormat: "{{instance}} started {{version}}",
      textFormat: "{{revision}} by {{author}}",
    },
  ];
}

/** A drop-down of every Promenade dashboard that keeps time and variables, then the dashboard's own links. */
export function linksOf(dashboard: DashboardDefinition): GrafanaLink[] {
  const sisters: GrafanaLink = {
    ...linkOf({ title: "Promenade", url: "" }),
    type: "dashboards",
    tags: ["promenade"],
    asDropdown: true,
    includeVars: true,
    keepTime: true,
    targetBlank: false,
  };
  return [sisters, ...dashboard.links.map(linkOf)];
}

function labelVariable(name: string, label: string, query: string): GrafanaVariable {
  return {
    name,
    type: "query",
    label,
    query,
    datasource: { ...dataSource },
    // Without it a provisioned dashboard opens with nothing chosen.
    current: { text: "All", value: "$__all", selected: true },
    multi: true,
    includeAll: true,
    allValue: ".+",
    refresh: 2,
    sort: 1,
    regex: "",
    hide: 0,
  };
}

function seriesName(metric: MetricDefinition): string {
  return metric.type === "histogram" ? `${metric.name}_count` : metric.name;
}
