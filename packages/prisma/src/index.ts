export { metrics as prismaMetrics } from "./metrics.ts";
export { prisma, type PrismaOptions } from "./plugin.ts";
export type { PoolSource } from "./pool/pools.ts";
export {
  instrumentAdapter,
  type AdapterFactory,
  type InstrumentAdapterOptions,
} from "./sources/adapter.ts";
export { operationsExtension, type OperationsExtension } from "./sources/extension.ts";
export { beginSpan, endSpan, observe, type SpanResult } from "./sources/observe.ts";
export {
  spanEnd,
  spanStart,
  type PrismaSpan,
  type SpanFacts,
  type SpanKind,
} from "./sources/span.ts";
