import { tracingChannel } from "node:diagnostics_channel";
import { channel, type Channel } from "@promenade/core";
import type { Document, ErrorLike, Schema } from "./language.ts";

/** A part of the work on an operation. */
export type Phase = "parse" | "validate" | "execute";
/** Where an operation failed: `request` and `context` are what comes before the execution and is no other phase. */
export type FailedIn = Phase | "request" | "context";

/** What is known of an operation's document. */
export interface Execution {
  schema: Schema | undefined;
  document: Document | undefined;
  /** As the client asked for it. */
  operationName: string | null | undefined;
}

/** One operation, from the request to its result, as the adapters publish it. */
export interface Operation extends Execution {
  /** As `performance.now()` tells it. */
  readonly startedAt: number;
  /** Set at the end; without it the operation never was one. */
  result: OperationResult | undefined;
}

/** What an operation came to. */
export interface OperationResult {
  /** Where it ended. */
  readonly phase: FailedIn;
  readonly errors: readonly ErrorLike[];
  readonly hasData: boolean;
}

/** One stream of events to one client. */
export interface Subscription extends Execution {
  readonly startedAt: number;
}

/** One event on its way to one client. */
export interface SubscriptionEvent {
  readonly subscription: Subscription;
  readonly errors: readonly ErrorLike[];
}

export interface PhaseEnd {
  readonly phase: Phase;
  readonly seconds: number;
}

export interface FieldEnd {
  /** `Type.field`. */
  readonly field: string;
  readonly seconds: number;
  readonly hasFailed: boolean;
}

export interface LoaderBatch {
  readonly loader: string;
  readonly size: number;
  readonly seconds: number;
  readonly hasFailed: boolean;
}

/** How a request by hash went. */
export type PersistedOutcome = "hit" | "miss" | "registered";

/** Names of tracing channels: `start` and `asyncEnd`. */
export const operationChannel = "promenade:graphql:operation";
/** Work that belongs to an operation runs inside of `start`. */
export const executionChannel = "promenade:graphql:execution";
export const subscriptionChannel = "promenade:graphql:subscription";

export const operations = tracingChannel<unknown, Operation>(operationChannel);
export const executions = tracingChannel<unknown, Execution>(executionChannel);
export const subscriptions = tracingChannel<unknown, Subscription>(subscriptionChannel);

/** The rest of the async function that publishes it belongs to the operation. */
export const entered: Channel<Execution> = channel("promenade:graphql:enter");
export const subscriptionEvents: Channel<SubscriptionEvent> = channel(
  "promenade:graphql:subscription:event",
);
export const phases: Channel<PhaseEnd> = channel("promenade:graphql:phase");
export const batches: Channel<{ readonly size: number }> = channel("promenade:graphql:batch");
export const persisted: Channel<{ readonly outcome: PersistedOutcome }> = channel(
  "promenade:graphql:persisted",
);
export const fields: Channel<FieldEnd> = channel("promenade:graphql:field");
export const loaders: Channel<LoaderBatch> = channel("promenade:graphql:loader");
/** An adapter failed, and the host must not notice. */
export const troubles: Channel<{ readonly error: unknown }> = channel("promenade:graphql:trouble");
