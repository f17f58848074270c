import type { OffsetReader } from "../lag/reader.ts";

/** What the instrumentation of one client needs to know about where it comes from. */
export interface Origin {
  /** The value of the label `client`. */
  readonly client: string;
  readonly reader: OffsetReader;
  /** Whether it is of kafkajs, which has events and crashes. Confluent's client has statistics instead. */
  readonly isKafkajs: boolean;
  /** To be called when the client disconnects. */
  readonly ended?: (() => void) | undefined;
}
