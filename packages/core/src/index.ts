export {
  definePlugin,
  type MetricFilter,
  type PluginFactory,
  type PluginSpecification,
} from "./define-plugin.ts";
export * from "./definitions.ts";
export { EarnedNames, type EarnedNamesOptions } from "./earned-names.ts";
export { PromenadeError, type PromenadeErrorCode } from "./errors.ts";
export type { ServiceIdentity } from "./identity.ts";
export { inspectOnly } from "./inspection.ts";
export { check, checkOptions, type Check, type Checks } from "./options.ts";
export type * from "./plugin.ts";
export type * from "./promenade-options.ts";
export { estimateSeries, promenade } from "./promenade.ts";
export type * from "./recorders.ts";
export {
  globalRegistry,
  Registry,
  seriesPerCombination,
  type RegistryOptions,
} from "./registry.ts";
export type * from "./scopes.ts";
export { selfMetrics } from "./self.ts";
export * from "./telemetry.ts";
export { type ExpositionFormat } from "./exposition/formats.ts";
export { type ForeignRegistry } from "./foreign/foreign-registry.ts";
export { type Auth, type Secret } from "./server/auth.ts";
export { endpointOf, type RunningServer, type ServerOptions } from "./server/server.ts";
export { type ExemplarLabels } from "./store/host.ts";
