import { channel as nodeChannel } from "node:diagnostics_channel";

/** A typed `diagnostics_channel`: publishing costs a few nanoseconds while nobody listens. */
export interface Channel<M> {
  readonly name: string;
  /** Guard the building of a message with it: `if (placed.hasSubscribers) placed.publish({ … })`. */
  readonly hasSubscribers: boolean;
  publish(message: M): void;
}

/** The moments of a traced call, as Node's tracing channels have them. */
export interface TraceHandlers<M extends object> {
  readonly start?: (message: M) => void;
  readonly end?: (message: M) => void;
  readonly asyncStart?: (message: M) => void;
  readonly asyncEnd?: (message: M) => void;
  readonly error?: (message: M) => void;
}

/** The channel of that name; the same object in every copy of this package, because Node owns it. */
export function channel<M>(name: string): Channel<M> {
  return nodeChannel(name) as unknown as Channel<M>;
}
