import type { MetricTable } from "../definitions.ts";
import { logOnce, messageOf } from "../logger.ts";
import type { Collector, PollRecorder } from "../plugin.ts";
import type { Pollable, Registry } from "../registry.ts";
import { Staging } from "./staging.ts";

const timedOut: unique symbol = Symbol("timed out");

/** Runs one collector at scrape: time-boxed, cached, isolated. Its failure costs only its own series. */
export class CollectorRun implements Pollable {
  readonly #registry: Registry;
  readonly #plugin: string;
  readonly #collector: Collector<MetricTable>;
  readonly #staging: Staging;
  #freshUntil = 0;
  /** The poll under way, and the one that hangs after its time-out: it is never started a second time meanwhile. */
  #running: Promise<void> | undefined;
  #hanging: Promise<unknown> | undefined;
  #isStopped = false;

  constructor(
    registry: Registry,
    plugin: string,
    table: MetricTable,
    collector: Collector<MetricTable>,
  ) {
    this.#registry = registry;
    this.#plugin = plugin;
    this.#collector = collector;
    this.#staging = new Staging(registry, table, new Set(collector.metrics));
  }

  poll(deadlineMilliseconds: number): Promise<void> {
    if (this.#isStopped || performance.now() < this.#freshUntil) return Promise.resolve();
    this.#running ??= this.#poll(deadlineMilliseconds).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** From now on nothing is polled, and what was shown is gone. */
  stop(): void {
    this.#isStopped = true;
    this.#staging.clear();
    const labels = this.#labels;
    this.#registry.self.collectorSuccess.remove(labels);
    this.#registry.self.collectorDuration.remove(labels);
  }

  get #labels(): { readonly plugin: string; readonly collector: string } {
    return { plugin: this.#plugin, collector: this.#collector.name };
  }

  async #poll(deadlineMilliseconds: number): Promise<void> {
    const problem = await this.#run(
      Math.min(this.#collector.timeoutMilliseconds ?? 1000, deadlineMilliseconds),
    );
    if (this.#isStopped) return;
    const { self, log } = this.#registry;
    const labels = this.#labels;
    self.collectorSuccess.set(labels, problem === undefined ? 1 : 0);
    if (problem === undefined) {
      this.#freshUntil = performance.now() + (this.#collector.cacheMilliseconds ?? 0);
      return;
    }
    this.#staging.clear();
    self.collectorErrors.inc({ ...labels, reason: problem.reason });
    logOnce(
      log,
      `collector:${this.#plugin}:${this.#collector.name}:${problem.reason}`,
      `Collector "${this.#collector.name}" of plugin "${this.#plugin}" failed (${problem.text}); its series are absent until it works again. See promenade_collector_success.`,
    );
  }

  async #run(
    timeoutMilliseconds: number,
  ): Promise<{ readonly reason: "error" | "timeout"; readonly text: string } | undefined> {
    if (this.#hanging !== undefined)
      return { reason: "timeout", text: "an earlier poll still hangs" };
    const started = performance.now();
    const { staged, set } = this.#staging.open();
    let timer: NodeJS.Timeout | undefined;
    try {
      const work = this.#collector.collect({ set } as PollRecorder<MetricTable>);
      if (isPromise(work)) {
        const limit = new Promise<typeof timedOut>((resolve) => {
          // A turn more: after a blocked event loop the timer comes before the answer that is already there.
          timer = setTimeout(() => setImmediate(resolve, timedOut), timeoutMilliseconds);
        });
        if ((await Promise.race([work, limit])) === timedOut) {
          this.#awaitHanging(work);
          return { reason: "timeout", text: `no answer within ${timeoutMilliseconds} ms` };
        }
      }
      if (!this.#isStopped) this.#staging.show(staged);
      return undefined;
    } catch (error) {
      return { reason: "error", text: messageOf(error) };
    } finally {
      clearTimeout(timer);
      // Here and not after an await: there the collectors that run next would be booked on this one.
      const seconds = (performance.now() - started) / 1000;
      if (!this.#isStopped) this.#registry.self.collectorDuration.set(this.#labels, seconds);
    }
  }

  #awaitHanging(work: PromiseLike<void>): void {
    const free = (): void => {
      this.#hanging = undefined;
    };
    this.#hanging = Promise.resolve(work).then(free, free);
  }
}

function isPromise(value: void | PromiseLike<void>): value is PromiseLike<void> {
  return typeof value === "object" && value !== null && "then" in value;
}
