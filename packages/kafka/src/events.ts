import { channel, type Channel } from "@promenade/core";

/** What a client is for. */
export type Role = "producer" | "consumer" | "admin";

/** The part of a message that is measured; the shape of kafkajs. */
export interface Message {
  readonly key?: unknown;
  readonly value?: unknown;
  /** Milliseconds of Unix time, as text or number. */
  readonly timestamp?: unknown;
  readonly offset?: unknown;
}

export interface SentTopic {
  readonly topic: string;
  readonly messages: readonly Message[];
}

/** Why a handler failed. */
export interface Failure {
  readonly error: unknown;
}

/** Everything that sources tell, but for the handling of messages. Durations in seconds. */
export type KafkaEvent =
  | {
      readonly type: "sent";
      readonly client: string;
      readonly topics: readonly SentTopic[];
      readonly seconds: number;
      readonly failure?: Failure | undefined;
    }
  | {
      readonly type: "transaction";
      readonly client: string;
      readonly outcome: "commit" | "abort" | "error";
    }
  | {
      readonly type: "batch";
      readonly group: string;
      readonly topic: string;
      readonly size?: number;
      readonly seconds?: number;
    }
  | { readonly type: "join"; readonly group: string; readonly seconds: number }
  | {
      readonly type: "rebalance" | "heartbeat" | "commit";
      readonly group: string;
      readonly count?: number;
    }
  | { readonly type: "fetch"; readonly group: string; readonly seconds: number }
  | {
      readonly type: "crash";
      readonly group: string;
      readonly error: unknown;
      readonly restart: boolean;
    }
  | {
      readonly type: "request";
      readonly client: string;
      readonly role: Role;
      readonly api: string;
      readonly broker: string;
      readonly seconds: number;
      readonly queuedSeconds?: number;
      readonly bytes?: number;
    }
  | {
      readonly type: "timeout" | "response";
      readonly client: string;
      readonly broker: string;
      /** Of time-outs; bytes, of responses. Default 1. */
      readonly count?: number;
    }
  | {
      readonly type: "connect" | "disconnect";
      readonly client: string;
      readonly role: Role;
      readonly count?: number;
    }
  | {
      readonly type: "retry" | "connection-error";
      readonly client: string;
      readonly count?: number;
    }
  | {
      readonly type: "log";
      readonly client: string;
      readonly level: "error" | "warn";
      readonly namespace: string;
    };

/** Where sources publish; every running plugin of the process records what it reads there. */
export const kafkaEvents: Channel<KafkaEvent> = channel("promenade:kafka:event");

/** Publishes an event. A subscriber of the plugin never throws, and whatever else goes wrong must not reach the host. */
export function tell(event: KafkaEvent): void {
  if (kafkaEvents.hasSubscribers) kafkaEvents.publish(event);
}
