export type { Failure, Message } from "./events.ts";
export { handleMessage, type Handling } from "./handling.ts";
export { metrics as kafkaMetrics } from "./metrics.ts";
export { kafka, type KafkaOptions } from "./plugin.ts";
export { instrumentKafka, restoreKafka, type InstrumentOptions } from "./sources/instrument.ts";
