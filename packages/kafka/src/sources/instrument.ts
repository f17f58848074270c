import { sharedState } from "../state.ts";
import { looksLikeKafka, instrumentClientFactory } from "./kafka.ts";
import { override } from "./override.ts";

/** What `instrumentKafka()` takes; all of it is optional. */
export interface InstrumentOptions {
  /** What the label `client` says, for an app with several connections. Default `default`. */
  readonly name?: string;
  /**
   * Whether to turn on librdkafka's statistics, every five seconds, in the clients of `@confluentinc/kafka-javascript`.
   * Default true. A `stats_cb` in the configuration of a producer or consumer stays in effect; one in the configuration
   * of the `Kafka` itself cannot be seen from outside and would be replaced, so give `false` there.
   */
  readonly statistics?: boolean;
}

/**
 * Instruments a `Kafka` of kafkajs or of `@confluentinc/kafka-javascript`, so that the producers, consumers and admins
 * made from it are measured. A transport of Nest (`ServerKafka`, `ClientKafka`) is instrumented through the client that
 * it makes. Returns the same object; anything else is returned as it is. {@link restoreKafka} undoes it.
 */
export function instrumentKafka<T extends object>(target: T, options: InstrumentOptions = {}): T {
  const { undo } = sharedState();
  const { name = "default", statistics = true } = options;
  if (undo.has(target)) return target;
  // First the transport: its own `producer` and `consumer` throw when they are read too early.
  if (isTransport(target)) undo.set(target, instrumentTransport(target, name));
  else if (looksLikeKafka(target))
    undo.set(target, instrumentClientFactory(target, { name, statistics }));
  return target;
}

/** Makes an object, and the clients that were made from it, as they were before {@link instrumentKafka}. */
export function restoreKafka(target: object): void {
  const { undo } = sharedState();
  undo.get(target)?.();
  undo.delete(target);
}

/** The part of Nest's `ServerKafka` and `ClientKafka` that is used; it is public and made for being overridden. */
interface Transport {
  createClient(): object | Promise<object>;
}

function isTransport(target: object): target is Transport {
  return typeof (target as Partial<Transport>).createClient === "function";
}

function instrumentTransport(transport: Transport, name: string): () => void {
  let made: WeakRef<object> | undefined;
  const instrument = (client: unknown): unknown => {
    if (typeof client !== "object" || client === null) return client;
    made = new WeakRef(client);
    return instrumentKafka(client, { name });
  };
  const undo = override(transport, {
    // Up to Nest 11 it gives the client itself, later a promise of it.
    createClient: (original) =>
      function createClient(this: unknown, ...args) {
        const client = Reflect.apply(original, this, args);
        return client instanceof Promise ? client.then(instrument) : instrument(client);
      },
  });
  return () => {
    undo();
    const client = made?.deref();
    if (client !== undefined) restoreKafka(client);
  };
}
