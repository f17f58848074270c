import { claimDocument, claimSource, releaseSource } from "./claims.ts";
import { batches, persisted, type FailedIn, type Operation } from "./events.ts";
import { isNotPersisted } from "./failures.ts";
import type { Document, ErrorLike, Schema } from "./language.ts";
import { beginOperation, endOperation, endPhase, enter, safely } from "./operation.ts";

/** What Apollo Server tells of a request, as far as it is needed here. */
interface RequestContext {
  readonly schema: unknown;
  readonly document?: unknown;
  readonly source?: string | undefined;
  readonly operation?: unknown;
  readonly errors?: readonly ErrorLike[] | undefined;
  readonly requestIsBatched: boolean;
  readonly request: { readonly operationName?: string | undefined; readonly http?: unknown };
  readonly metrics: {
    readonly persistedQueryHit?: boolean;
    readonly persistedQueryRegister?: boolean;
  };
  readonly response: { readonly http: object; readonly body?: unknown };
}

/** The hooks of Apollo Server that this plugin uses. */
export interface PromenadeApolloPlugin {
  requestDidStart(context: RequestContext): Promise<Listener | undefined>;
  contextCreationDidFail(payload: { readonly error: Error }): Promise<void>;
  unexpectedErrorProcessingRequest(payload: {
    readonly requestContext: object;
    readonly error: Error;
  }): Promise<void>;
}

interface Listener {
  parsingDidStart(): Promise<(error?: Error) => Promise<void>>;
  validationDidStart(): Promise<(errors?: readonly Error[]) => Promise<void>>;
  executionDidStart(): Promise<{ executionDidEnd(): Promise<void> }>;
  willSendResponse(): Promise<void>;
}

/** Requests that a plugin records; a second one on the same server leaves them alone. */
const recorded = new WeakMap<object, Operation>();
/** Batches by the response that their operations share. */
const batchSizes = new WeakMap<object, number>();

/**
 * The plugin for Apollo Server 5: `new ApolloServer({ schema, plugins: [ApolloServerPluginPromenade()] })`. In Nest it is
 * there by itself. It does nothing until `graphql()` is at work.
 */
export function ApolloServerPluginPromenade(): PromenadeApolloPlugin {
  return apolloPlugin;
}

/** What `ApolloServerPluginPromenade()` gives: it has no state, so one serves all servers. */
export const apolloPlugin: PromenadeApolloPlugin = {
  requestDidStart: async (context) =>
    safely(() => {
      const operation = recorded.has(context) ? undefined : beginOperation();
      if (operation === undefined) return undefined;
      recorded.set(context, operation);
      countBatch(context);
      return listener(context, operation);
    }),
  async contextCreationDidFail({ error }) {
    safely(() => {
      const operation = beginOperation();
      if (operation !== undefined)
        endOperation(operation, { phase: "context", errors: [error], hasData: false });
    });
  },
  async unexpectedErrorProcessingRequest({ requestContext, error }) {
    safely(() => {
      const operation = recorded.get(requestContext);
      if (operation !== undefined)
        endOperation(operation, { phase: "execute", errors: [error], hasData: false });
    });
  },
};

function listener(context: RequestContext, operation: Operation): Listener {
  let phase: FailedIn = "request";
  return {
    async parsingDidStart() {
      claimSource(context.source);
      const startedAt = performance.now();
      phase = "parse";
      return async () => {
        releaseSource(context.source);
        claimDocument(context.document);
        endPhase("parse", startedAt);
      };
    },
    async validationDidStart() {
      claimDocument(context.document);
      const startedAt = performance.now();
      phase = "validate";
      return async (errors) => {
        endPhase("validate", startedAt);
        if (errors === undefined || errors.length === 0) phase = "request";
      };
    },
    // Not an async function: what is entered must reach the one that calls.
    executionDidStart() {
      safely(() => {
        claimDocument(context.document);
        noteArguments(context, operation);
        phase = "execute";
        enter(operation);
      });
      const startedAt = performance.now();
      return Promise.resolve({
        async executionDidEnd() {
          endPhase("execute", startedAt);
        },
      });
    },
    async willSendResponse() {
      safely(() => finish(context, operation, phase));
    },
  };
}

function noteArguments({ schema, document, request }: RequestContext, operation: Operation): void {
  operation.schema = schema as Schema;
  operation.document = document as Document | undefined;
  operation.operationName = request.operationName;
}

function finish(context: RequestContext, operation: Operation, phase: FailedIn): void {
  endBatch(context);
  const { persistedQueryHit, persistedQueryRegister } = context.metrics;
  if (persistedQueryHit === true) persisted.publish({ outcome: "hit" });
  if (persistedQueryRegister === true) persisted.publish({ outcome: "registered" });
  const { errors, hasData } = resultOf(context);
  if (phase === "request" && errors.some(isNotPersisted)) {
    persisted.publish({ outcome: "miss" });
    return endOperation(operation);
  }
  noteArguments(context, operation);
  return endOperation(operation, { phase, errors, hasData });
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly ErrorLike[] | undefined;
}

/** Codes are made when errors are formatted, and only the originals are sure to have their path. */
function resultOf({ response, errors = [] }: RequestContext): {
  readonly errors: readonly ErrorLike[];
  readonly hasData: boolean;
} {
  const body = (response.body ?? {}) as {
    readonly singleResult?: Answer;
    readonly initialResult?: Answer;
  };
  const { data, errors: formatted = [] } = body.singleResult ?? body.initialResult ?? {};
  const merged = formatted.map((error, index) => ({
    message: errors[index]?.message ?? error.message,
    path: errors[index]?.path ?? error.path,
    nodes: errors[index]?.nodes,
    extensions: error.extensions ?? errors[index]?.extensions,
  }));
  return { errors: merged, hasData: data !== undefined && data !== null };
}

/** All operations of a batch have started before the first one ends. */
function countBatch({ requestIsBatched, request, response }: RequestContext): void {
  if (!requestIsBatched || request.http === undefined) return;
  batchSizes.set(response.http, (batchSizes.get(response.http) ?? 0) + 1);
}

function endBatch({ response }: RequestContext): void {
  const size = batchSizes.get(response.http);
  if (size === undefined) return;
  batchSizes.delete(response.http);
  batches.publish({ size });
}
