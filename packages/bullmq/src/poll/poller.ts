import type { QueueLike } from "../instances.ts";
import { groupBy, type QueueReader, type QueueReading, type ReaderOptions } from "./reading.ts";
import { Servers } from "./servers.ts";

/** What one look at all queues gave. */
export interface Pass {
  /** By the queue's name; undefined for one that could not be read. */
  readonly readings: ReadonlyMap<string, QueueReading | undefined>;
  readonly seconds: number;
}

export interface PollerOptions extends ReaderOptions {
  /** How long a pass is good for: several scrapers cost no more than one. */
  readonly cacheMilliseconds: number;
}

interface Opened {
  readonly reader: QueueReader;
  isBusy: boolean;
}

/** Looks at queues of any number of servers, each over one connection of its own. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #servers = new Servers();
  readonly #readers = new Map<unknown, Opened>();
  #running: Promise<Pass> | undefined;
  #last: { readonly at: number; readonly pass: Pass } | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  /** The last pass while it is good, the one under way, or a new one. Never rejects, and ends in time. */
  poll(queues: readonly QueueLike[]): Promise<Pass> {
    const last = this.#last;
    if (last !== undefined && performance.now() - last.at < this.#options.cacheMilliseconds)
      return Promise.resolve(last.pass);
    this.#running ??= this.#pass(queues).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#last = undefined;
    const readers = [...this.#readers.values()];
    this.#readers.clear();
    await Promise.allSettled(readers.map(async ({ reader }) => await reader.close()));
  }

  async #pass(queues: readonly QueueLike[]): Promise<Pass> {
    const started = performance.now();
    const readings = new Map<string, QueueReading | undefined>();
    // Of several instances of a queue one is enough.
    const unique = queues.filter(({ name }) => {
      const isNew = !readings.has(name);
      readings.set(name, undefined);
      return isNew;
    });
    await this.#findServers(unique);
    const groups = groupBy(unique, (queue) => this.#readerOf(queue));
    const work = [...groups].map(async ([opened, group]) => {
      if (opened === undefined || opened.isBusy) return;
      opened.isBusy = true;
      try {
        await opened.reader.read(group, ({ name }, reading) => readings.set(name, reading));
      } catch {
        // What was not answered shows as not read.
      } finally {
        opened.isBusy = false;
      }
    });
    const left = this.#options.timeoutMilliseconds - (performance.now() - started);
    await within(left, Promise.all(work));
    // Late answers must not change what was already given out.
    const pass = { readings: new Map(readings), seconds: (performance.now() - started) / 1000 };
    this.#last = { at: performance.now(), pass };
    return pass;
  }

  /** A queue whose connection is not there yet keeps the others waiting only for a moment. */
  async #findServers(queues: readonly QueueLike[]): Promise<void> {
    const pending = queues.flatMap((queue) => this.#servers.find(queue) ?? []);
    if (pending.length === 0) return;
    await within(this.#options.timeoutMilliseconds / 4, Promise.all(pending));
  }

  #readerOf(queue: QueueLike): Opened | undefined {
    try {
      const server = this.#servers.of(queue);
      if (server === undefined) return undefined;
      let opened = this.#readers.get(server.key);
      if (opened === undefined) {
        opened = { reader: server.open(this.#options), isBusy: false };
        this.#readers.set(server.key, opened);
      }
      return opened;
    } catch {
      return undefined;
    }
  }
}

/** Waits for the work, but no longer than that. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
