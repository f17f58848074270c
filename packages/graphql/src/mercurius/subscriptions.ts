import { claimDocument } from "../claims.ts";
import { subscriptionEvents, type Subscription } from "../events.ts";
import type { Document, Schema } from "../language.ts";
import { beginOperation, endOperation, resultOf, safely } from "../operation.ts";
import { beginSubscription, endSubscription } from "../stream.ts";
import type { MercuriusContext, MercuriusServer } from "./types.ts";

/** The subscriptions of one WebSocket. */
type Connection = Map<unknown, Subscription>;
const connections = new WeakMap<object, Connection>();

/** Mercurius does not tell when a stream ends by itself: such a subscription is open until its client leaves. */
export function attachSubscriptions(graphql: MercuriusServer): void {
  graphql.addHook(
    "preSubscriptionExecution",
    async (schema: Schema, document: Document, context: MercuriusContext, id: unknown) => {
      safely(() => begin(schema, document, context, id));
    },
  );
  graphql.addHook(
    "onSubscriptionResolution",
    async (execution: unknown, context: MercuriusContext, id: unknown) => {
      safely(() => {
        const subscription = connectionOf(context)?.get(id);
        if (subscription !== undefined)
          subscriptionEvents.publish({ subscription, errors: resultOf(execution).errors });
      });
    },
  );
  try {
    graphql.addHook("onSubscriptionEnd", async (context: MercuriusContext, id: unknown) => {
      safely(() => end(connectionOf(context), id));
    });
  } catch {
    // Versions before 16.1 have no such hook: the end of the connection is what remains.
  }
}

function begin(schema: Schema, document: Document, context: MercuriusContext, id: unknown): void {
  claimDocument(document);
  const execution = { schema, document, operationName: undefined };
  const operation = beginOperation(execution);
  if (operation !== undefined) endOperation(operation, resultOf({ data: {} }));
  const subscription = beginSubscription(execution);
  if (subscription === undefined) return;
  const connection = connectionOf(context) ?? openConnection(context);
  end(connection, id);
  connection.set(id, subscription);
}

function connectionOf(context: MercuriusContext): Connection | undefined {
  return connections.get(context.request ?? context);
}

function openConnection(context: MercuriusContext): Connection {
  const connection: Connection = new Map();
  connections.set(context.request ?? context, connection);
  context.request?.raw?.socket.once("close", () => {
    for (const id of connection.keys()) end(connection, id);
  });
  return connection;
}

function end(connection: Connection | undefined, id: unknown): void {
  const subscription = connection?.get(id);
  if (subscription === undefined) return;
  connection?.delete(id);
  endSubscription(subscription);
}
