import { check, definePlugin, type MetricFilter, type Plugin } from "@promenade/core";
import { apolloPlugin } from "./apollo.ts";
import { attachMercurius } from "./mercurius.ts";
import { metrics, type GraphqlMetrics } from "./metrics.ts";
import { OperationNames } from "./names.ts";
import { operationRecorder } from "./recorder.ts";
import { recordBus } from "./sources/bus.ts";
import { recordChannels } from "./sources/channels.ts";
import { recordSubscriptions } from "./sources/subscriptions.ts";

/** Options of {@link graphql}. */
export interface GraphqlOptions {
  /** Names of operations that the server knows, as of persisted documents: they always have series of their own. */
  readonly operationNames: readonly string[];
  /** How many other names, which clients choose, may have series of their own; the rest is `<other>`. Default 100. */
  readonly maxOperationNames: number;
  /** Whether to record graphql 17 by its own channels where no adapter is at work. Default true. */
  readonly channels: boolean;
}

/** Where `PromenadeModule` of `@promenade/nestjs` finds what a plugin brings for Nest. */
const nestBridge = Symbol.for("promenade.nestjs.bridge");

/**
 * Metrics of every GraphQL server of this process: graphql-js 17 by itself; Yoga, Apollo Server, Mercurius and
 * graphql-js 16 by their adapters; in Nest, Apollo and Mercurius by themselves.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`
 */
export function graphql(
  options: Partial<GraphqlOptions> & MetricFilter<keyof GraphqlMetrics> = {},
): Plugin {
  return Object.assign(definition(options), {
    [nestBridge]: { apollo: apolloPlugin, bootstrapped: attachMercurius },
  });
}

const definition = definePlugin<GraphqlMetrics, GraphqlOptions>({
  name: "graphql",
  metrics,
  options: {
    operationNames: check.strings,
    maxOperationNames: check.integer(0, 1000),
    channels: check.boolean,
  },
  boards: () => import("./dashboard.ts"),
  setup(context, { operationNames = [], maxOperationNames = 100, channels = true }) {
    const names = new OperationNames({ known: operationNames, most: maxOperationNames });
    const recorder = operationRecorder(context, names);
    recordBus(context, recorder);
    recordSubscriptions(context, names, recorder);
    if (channels) recordChannels(context, recorder);
  },
});
