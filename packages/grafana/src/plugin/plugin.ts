import { definePlugin, type MetricFilter, type Plugin } from "@promenade/core";
import { launch } from "./launch.ts";
import { metrics } from "./metrics.ts";
import { grafanaChecks, partsOf, type GrafanaOptions } from "./options.ts";

const define = definePlugin<typeof metrics, GrafanaOptions>({
  name: "grafana",
  metrics,
  options: grafanaChecks,
  setup: (context, options) => {
    const { connection } = partsOf(options);
    if (connection === undefined) {
      context.log.info(
        "grafana() has no `url` (is GRAFANA_URL set?), so no dashboard is uploaded. Everything else works.",
      );
      return undefined;
    }
    return launch(context, connection, options);
  },
});

const key = Symbol.for("promenade.grafana.options.1");

/**
 * Brings the dashboards of all plugins, and your own, to Grafana: `plugins: [node(), grafana({ url, token })]`. It works
 * in the background after the start; whatever happens, the app does not notice.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export function grafana(options: GrafanaOptions & MetricFilter<keyof typeof metrics> = {}): Plugin {
  const { url, ...rest } = options;
  // An empty variable is one that is not set.
  const isSet = url !== undefined && url !== "";
  const plugin = define(isSet ? options : rest);
  return Object.defineProperty(plugin, key, { value: isSet ? options : rest });
}

/** The options with which an app names `grafana()`, for tools; `undefined` when it does not, or without an URL. */
export function findGrafana(plugins: readonly Plugin[]): ReturnType<typeof partsOf> | undefined {
  for (const plugin of plugins) {
    const options = (plugin as { readonly [key]?: GrafanaOptions })[key];
    if (options !== undefined) return partsOf(options);
  }
  return undefined;
}

export { metrics as grafanaMetrics } from "./metrics.ts";
