export { ServiceMissingError } from "./missing.ts";
export { type DebianPackage, debianPackage } from "./apt.ts";
export { chromiumArguments, chromiumBinary } from "./chromium.ts";
export { withLock } from "./lock.ts";
export { nodeBinary } from "./node-binaries.ts";
export { npmInstall, type NpmOptions } from "./npm.ts";
export { cacheDirectory } from "./paths.ts";
export { type KafkaOptions, type KafkaService, startKafka } from "./kafka.ts";
export { type PostgresOptions, type PostgresService, startPostgres } from "./postgres.ts";
export { type PrometheusVersion, prometheusBinary } from "./prometheus-binaries.ts";
export {
  type AlertState,
  type ExemplarSeries,
  PrometheusClient,
  type Range,
  type Sample,
  type Series,
  type Target,
} from "./prometheus-client.ts";
export {
  type PrometheusOptions,
  type PrometheusService,
  type ScrapeTarget,
  startPrometheus,
} from "./prometheus.ts";
export { type PromtoolOptions, promtool } from "./promtool.ts";
export {
  freePort,
  removeDirectory,
  type RunningService,
  type ServiceOptions,
  startService,
  temporaryDirectory,
} from "./process.ts";
export { type RedisOptions, type RedisService, startRedis } from "./redis.ts";
export { run, runOrThrow, type RunOptions, type RunResult } from "./run.ts";
