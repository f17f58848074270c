import { performance } from "node:perf_hooks";
import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Takes each sample of the event loop's delay, in seconds. */
export type DelayListener = (seconds: number) => void;

/** Registers how the event loop spends its time, and samples how late it runs. */
export function observeEventLoop(context: PluginContext<NodeMetrics>, sampler: DelaySampler): void {
  context.poll({
    name: "event-loop",
    metrics: ["eventLoopTime"],
    collect: (record) => {
      // Cumulative, so that any number of scrapers see the same.
      const { active, idle } = performance.eventLoopUtilization();
      record.set("eventLoopTime", { nodejs_eventloop_state: "active" }, active / 1000);
      record.set("eventLoopTime", { nodejs_eventloop_state: "idle" }, idle / 1000);
    },
  });
  if (!context.isEnabled("eventLoopDelay")) return;
  const delay = context.metrics.eventLoopDelay.bind();
  sampler.listen(context.guard((seconds) => delay.observe(seconds)));
}

/** A process that was suspended for an hour must not take the loop to account for it. */
const mostMissed = 5000;

/**
 * Measures how late a timer runs that is due again and again.
 *
 * While the loop is blocked no timer can be due, so a block would count as one sample among many and vanish from the
 * quantiles. The samples that were missed are therefore added, each with the wait that was left at its time: the
 * result is what work arriving at a random moment has to wait.
 */
export class DelaySampler {
  readonly #intervalMilliseconds: number;
  readonly #listeners: DelayListener[] = [];
  #timer: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(intervalMilliseconds: number) {
    this.#intervalMilliseconds = intervalMilliseconds;
  }

  /** The timer runs from the first listener on, and never keeps the process alive. */
  listen(listener: DelayListener): void {
    this.#listeners.push(listener);
    if (this.#timer !== undefined) return;
    this.#last = performance.now();
    this.#timer = setInterval(() => this.#sample(), this.#intervalMilliseconds).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#listeners.length = 0;
  }

  #sample(): void {
    const now = performance.now();
    const interval = this.#intervalMilliseconds;
    const late = Math.max(now - this.#last - interval, 0);
    this.#last = now;
    const missed = Math.min(Math.floor(late / interval), mostMissed);
    for (const listener of this.#listeners) {
      for (let index = 0; index <= missed; index += 1) listener((late - index * interval) / 1000);
    }
  }
}
