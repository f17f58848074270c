export { callChannel, type Call, type CallKind } from "./calls.ts";
export { instrument } from "./instrument.ts";
export { metrics as nestMetrics, type NestMetrics } from "./metrics.ts";
export { PromenadeModule } from "./module/module.ts";
export type {
  InAppServer,
  ModuleScope,
  PromenadeModuleAsyncOptions,
  PromenadeModuleOptions,
  PromenadeOptionsFactory,
} from "./module/options.ts";
export { InjectMetric, metricToken, PROMENADE } from "./module/tokens.ts";
export { nestjs, type NestjsOptions } from "./plugin.ts";
