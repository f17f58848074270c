import type { QueueLike } from "../instances.ts";
import { genericServer } from "./generic.ts";
import { backendOf, postgresServer } from "./postgres.ts";
import type { Server } from "./reading.ts";
import { redisServer } from "./redis.ts";

/** Finds the server of each queue, once. */
export class Servers {
  readonly #found = new WeakMap<QueueLike, Server>();
  readonly #pending = new WeakMap<QueueLike, Promise<void>>();

  /** Undefined until the app's own connection exists: a queue that never reached its server cannot be read. */
  of(queue: QueueLike): Server | undefined {
    return this.#found.get(queue);
  }

  /** Looks for the server; what it waits for is undefined once it is known. */
  find(queue: QueueLike): Promise<void> | undefined {
    if (this.#found.has(queue)) return undefined;
    return this.#pending.get(queue) ?? this.#ask(queue);
  }

  #ask(queue: QueueLike): Promise<void> | undefined {
    const given = (queue.opts as { connection?: unknown }).connection;
    const backend = backendOf(queue);
    // Made of options, the client exists once it is connected.
    const { client } = (backend ?? queue) as { client?: PromiseLike<unknown> };
    const server =
      redisServer(given) ??
      (backend === undefined ? undefined : postgresServer(backend)) ??
      (client === undefined ? genericServer(queue) : undefined);
    if (server !== undefined) {
      this.#found.set(queue, server);
      return undefined;
    }
    const pending = Promise.resolve(client).then(
      (one) => void this.#found.set(queue, redisServer(one) ?? genericServer(queue)),
      // Asked again at the next poll.
      () => void this.#pending.delete(queue),
    );
    this.#pending.set(queue, pending);
    return pending;
  }
}
