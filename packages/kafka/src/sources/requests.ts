import { tell, type Role } from "../events.ts";
import { sharedState } from "../state.ts";

/** The part of a client of kafkajs that has events. */
export interface Emitter {
  readonly events: Readonly<Record<string, string>>;
  on(event: string, listener: (event: { readonly payload: unknown }) => void): () => void;
}

/** Listeners by the key of the event in `client.events`. */
export type Listeners = Readonly<Record<string, (payload: never) => void>>;

/**
 * Adds listeners. A listener that throws would kill the consumer that emits the event, so nothing ever gets out of
 * these. Returns an undo.
 */
export function listen(emitter: Emitter, listeners: Listeners): () => void {
  const undo = Object.entries(listeners).flatMap(([key, listener]) => {
    const name = emitter.events[key];
    // Another version of the client may not have it.
    if (name === undefined) return [];
    const guarded = (event: { readonly payload: unknown }): void => {
      try {
        listener(event.payload as never);
      } catch {
        // An event that is not as expected tells nothing.
      }
    };
    return [emitter.on(name, guarded)];
  });
  return () => {
    for (const one of undo) one();
  };
}

/** Of `network.request`; durations in milliseconds. */
interface RequestPayload {
  readonly broker: string;
  readonly apiName: string;
  readonly size: number;
  readonly duration: number;
  readonly pendingDuration: number;
}

/** Follows the requests and the connection of a producer, consumer or admin. */
export function listenToRequests(emitter: Emitter, client: string, role: Role): () => void {
  const sizes = new Map<string, number>();
  const { requestQueues } = sharedState();
  const undo = listen(emitter, {
    CONNECT: () => tell({ type: "connect", client, role }),
    DISCONNECT: () => {
      requestQueues.delete(emitter);
      sizes.clear();
      tell({ type: "disconnect", client, role });
    },
    REQUEST: ({ broker, apiName, size, duration, pendingDuration }: RequestPayload) => {
      // The size of a queue is told when something must wait; until then nothing does.
      if (!sizes.has(broker)) sizes.set(broker, 0);
      requestQueues.set(emitter, { client, sizes });
      tell({
        type: "request",
        client,
        role,
        broker,
        api: apiName,
        seconds: duration / 1000,
        queuedSeconds: pendingDuration / 1000,
        bytes: size,
      });
    },
    REQUEST_TIMEOUT: ({ broker }: RequestPayload) => tell({ type: "timeout", client, broker }),
    REQUEST_QUEUE_SIZE: ({
      broker,
      queueSize,
    }: {
      readonly broker: string;
      readonly queueSize: number;
    }) => void sizes.set(broker, queueSize),
  });
  return () => {
    undo();
    requestQueues.delete(emitter);
  };
}
