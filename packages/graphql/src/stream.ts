import { subscriptionEvents, subscriptions, type Execution, type Subscription } from "./events.ts";
import { leave, resultOf, runInside } from "./operation.ts";

/** Begins a subscription; undefined while nobody listens. */
export function beginSubscription(execution: Execution): Subscription | undefined {
  if (!subscriptions.start.hasSubscribers) return undefined;
  const { schema, document, operationName } = execution;
  const subscription = { schema, document, operationName, startedAt: performance.now() };
  subscriptions.start.publish(subscription);
  return subscription;
}

const ended = new WeakSet<Subscription>();

export function endSubscription(subscription: Subscription): void {
  if (ended.has(subscription)) return;
  ended.add(subscription);
  subscriptions.asyncEnd.publish(subscription);
}

/** The same stream, that tells of its events and its end. Each event is a unit of work of its own. */
export function watchStream(
  stream: AsyncIterable<unknown>,
  execution: Execution,
): AsyncIterable<unknown> {
  const subscription = beginSubscription(execution);
  if (subscription === undefined) return stream;
  const iterator = stream[Symbol.asyncIterator]();
  const end = (): void => endSubscription(subscription);

  function tell(value: unknown): void {
    if (subscription !== undefined)
      subscriptionEvents.publish({ subscription, errors: resultOf(value).errors });
  }

  async function next(): Promise<IteratorResult<unknown>> {
    const event: Execution = { ...execution };
    try {
      const step = await runInside(event, async () => await iterator.next());
      if (step.done === true) end();
      else tell(step.value);
      return step;
    } catch (error) {
      end();
      throw error;
    } finally {
      leave(event);
    }
  }

  const watched: AsyncIterableIterator<unknown> & { [Symbol.asyncDispose](): Promise<void> } = {
    next,
    async return(value?: unknown) {
      end();
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
    async throw(error?: unknown) {
      end();
      if (iterator.throw === undefined) throw error;
      return await iterator.throw(error);
    },
    async [Symbol.asyncDispose]() {
      await watched.return?.();
    },
    [Symbol.asyncIterator]() {
      return watched;
    },
  };
  return watched;
}
