import {
  check,
  definePlugin,
  PromenadeError,
  type Checks,
  type MetricFilter,
  type Plugin,
  type PluginContext,
} from "@promenade/core";
import { hostOf, type NestHost } from "./host.ts";
import { metrics, type NestMetrics } from "./metrics.ts";
import { callRecorder, observeCalls } from "./sources/calls.ts";
import { observeHttp } from "./sources/http.ts";
import { observeRpcHook } from "./sources/rpc-hook.ts";
import { observeUpgrades } from "./sources/upgrades.ts";

/** Options of {@link nestjs}. */
export interface NestjsOptions extends MetricFilter<keyof NestMetrics> {
  /** Route templates that are not recorded: `["/healthz"]`. Requests in flight are counted all the same. */
  readonly ignoreRoutes?: readonly string[];
  /**
   * The application, where `PromenadeModule` is not used: start Promenade between `app.init()` and `app.listen()`.
   * Messages of microservices are then seen by `instrument` only.
   */
  readonly app?: { getHttpAdapter(): unknown };
}

interface OwnOptions {
  readonly ignoreRoutes: readonly string[];
  readonly app: { getHttpAdapter(): unknown };
}

/** The application, where the module hands it over. */
const slots = new WeakMap<Plugin, { host: NestHost | undefined }>();

const checks: Checks<OwnOptions> = {
  ignoreRoutes: check.strings,
  app: (value) =>
    typeof (value as Partial<OwnOptions["app"]> | null)?.getHttpAdapter === "function"
      ? undefined
      : "a Nest application, as NestFactory.create() gives it",
};

/**
 * The plugin for NestJS 11 and 12 on Express 5 and Fastify 5. `PromenadeModule` adds it by itself; list it only to give
 * it options.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export function nestjs(options: NestjsOptions = {}): Plugin {
  const slot: { host: NestHost | undefined } = { host: undefined };
  const plugin = definePlugin<NestMetrics, OwnOptions>({
    name: "nestjs",
    metrics,
    options: checks,
    boards: () => import("./dashboard.ts"),
    setup: (context, { ignoreRoutes = [], app }) => {
      const host = slot.host ?? (app === undefined ? undefined : hostOf(app));
      if (host === undefined)
        throw new PromenadeError(
          "PROMENADE_OPTION_INVALID",
          "nestjs() has no application to observe: import `PromenadeModule.forRoot({ … })` into your root module, or give it `{ app }`.",
        );
      observe(context, host, new Set(ignoreRoutes));
    },
  })(options);
  slots.set(plugin, slot);
  return plugin;
}

/** Hands the application to the plugin that will observe it. */
export function giveHost(plugin: Plugin, host: NestHost): void {
  const slot = slots.get(plugin);
  if (slot !== undefined) slot.host = host;
}

function observe(
  context: PluginContext<NestMetrics>,
  host: NestHost,
  ignoredRoutes: ReadonlySet<string>,
): void {
  const adapter = host.adapter();
  if (adapter !== undefined) {
    observeHttp(context, host, adapter, ignoredRoutes);
    observeUpgrades(context, host);
  }
  const record = callRecorder(context);
  observeCalls(context, host, record, observeRpcHook(context, host, record));
  host.onBootstrap(context.guard(() => context.metrics.bootstrap.set(performance.now() / 1000)));
}
