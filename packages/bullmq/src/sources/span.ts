import type { Attributes, AttributeValue, Exception, Span, Time } from "bullmq";
import { events, type Added, type BullmqEvent, type JobRun, type Outcome } from "./events.ts";
import { sharedState } from "./state.ts";

/** How an attempt ends, by the operation that saves the end. */
const endings: Readonly<Record<string, "completed" | "failed" | "retried">> = {
  complete: "completed",
  fail: "failed",
  retry: "retried",
  delay: "retried",
};

/** Calls of queues that are timed; workers pause and close too, and are told apart by their id. */
const operations: ReadonlySet<string> = new Set([
  "add",
  "addBulk",
  "addFlow",
  "addBulkFlows",
  "pause",
  "resume",
  "drain",
  "clean",
  "obliterate",
  "remove",
  "retryJobs",
  "promoteJobs",
  "rateLimit",
  "updateJobProgress",
]);

/** A context that remembers the span for which BullMQ made it: an attempt, or a flow that is added. */
export class SpanContext {
  readonly inner: unknown;
  readonly span: ObservedSpan;

  constructor(inner: unknown, span: ObservedSpan) {
    this.inner = inner;
    this.span = span;
  }
}

/** The context as the user's own telemetry made it. */
export function bare(context: unknown): unknown {
  return context instanceof SpanContext ? context.inner : context;
}

/** What BullMQ says of one of its operations, passed on to the user's own span if there is one. */
export class ObservedSpan implements Span<unknown> {
  readonly operation: string;
  readonly run: JobRun | undefined;
  /** The jobs of a flow, filled by the spans of its nodes. */
  readonly nodes: Added[] | undefined;
  readonly #destination: string;
  readonly #inner: Span<unknown> | undefined;
  readonly #startedAt = performance.now();
  readonly #facts: Record<string, AttributeValue | undefined> = {};
  #ending: JobRun | undefined;
  #hasFailed = false;

  constructor(name: string, inner: Span<unknown> | undefined) {
    const space = name.indexOf(" ");
    this.operation = space === -1 ? name : name.slice(0, space);
    this.#destination = space === -1 ? "" : name.slice(space + 1);
    this.#inner = inner;
    this.nodes = this.operation === "addFlow" || this.operation === "addBulkFlows" ? [] : undefined;
    if (this.operation === "process")
      this.run = {
        queue: this.#destination,
        job: "",
        id: "",
        startedAt: this.#startedAt,
        settledAt: undefined,
        outcome: undefined,
        attempts: undefined,
      };
  }

  setSpanOnContext(context: unknown): unknown {
    const inner = bare(context);
    const own = this.#inner === undefined ? inner : this.#inner.setSpanOnContext(inner);
    const isEntered = this.run !== undefined || this.nodes !== undefined;
    return isEntered ? new SpanContext(own, this) : own;
  }

  setAttribute(key: string, value: AttributeValue): void {
    this.#note({ [key]: value });
    this.#inner?.setAttribute(key, value);
  }

  setAttributes(attributes: Attributes): void {
    this.#note(attributes);
    this.#inner?.setAttributes(attributes);
  }

  addEvent(...args: Parameters<Span["addEvent"]>): void {
    this.#inner?.addEvent(...args);
  }

  recordException(exception: Exception, time?: Time): void {
    this.#hasFailed = true;
    this.#inner?.recordException(exception, time);
  }

  end(): void {
    this.#finish();
    this.#inner?.end();
  }

  #note(attributes: Attributes): void {
    Object.assign(this.#facts, attributes);
    const id = this.#text("bullmq.job.id");
    if (id === "") return;
    const key = `${this.#text("bullmq.queue.name")}\0${id}`;
    const { runs } = sharedState();
    if (this.run !== undefined) {
      this.run.attempts = this.#facts["bullmq.job.attempts.made"] as number | undefined;
      if (this.run.id !== "") return;
      this.run.id = id;
      this.run.job = this.#text("bullmq.job.name");
      runs.set(key, this.run);
      events.publish({ kind: "named", run: this.run });
    } else if (this.operation in endings && this.#ending === undefined) {
      this.#ending = runs.get(key);
      if (this.#ending !== undefined) this.#ending.settledAt ??= this.#startedAt;
    }
  }

  #finish(): void {
    const queue = this.#text("bullmq.queue.name");
    if (this.run !== undefined) return this.#endRun(this.run, queue);
    const outcome = endings[this.operation];
    if (outcome !== undefined) {
      if (this.#ending !== undefined) this.#ending.outcome = this.#hasFailed ? "lost" : outcome;
      if (!this.#hasFailed)
        events.publish({ kind: "settled", queue, job: this.#text("bullmq.job.name"), outcome });
      return undefined;
    }
    if (this.operation === "moveStalledJobsToWait") {
      const stalled = this.#facts["bullmq.worker.stalled.jobs"];
      if (Array.isArray(stalled) && stalled.length > 0)
        events.publish({ kind: "stalled", queue, count: stalled.length });
      return undefined;
    }
    if (this.operation === "startStalledCheckTimer")
      return events.publish({ kind: "workerStarted", queue });
    if (this.operation === "addNode") {
      const added = { queue, job: this.#text("bullmq.job.name") };
      sharedState().flow.getStore()?.push(added);
      return undefined;
    }
    return this.#endOperation(queue);
  }

  #endRun(run: JobRun, queue: string): void {
    const { runs } = sharedState();
    const key = `${queue}\0${run.id}`;
    if (runs.get(key) === run) runs.delete(key);
    run.outcome ??= (this.#hasFailed ? "lost" : "deferred") satisfies Outcome;
    const seconds = ((run.settledAt ?? performance.now()) - run.startedAt) / 1000;
    events.publish({ kind: "ended", run, seconds });
  }

  #endOperation(queue: string): void {
    if (!operations.has(this.operation) || this.#text("bullmq.worker.id") !== "") return;
    const added = this.#hasFailed ? undefined : this.#added(queue);
    if (added !== undefined && added.jobs.length > 0) events.publish(added);
    events.publish({
      kind: "operation",
      // Flows that are added together may belong to several queues.
      queue: queue || (this.nodes?.[0]?.queue ?? ""),
      operation: this.operation,
      seconds: (performance.now() - this.#startedAt) / 1000,
      hasFailed: this.#hasFailed,
    });
  }

  #added(queue: string): Extract<BullmqEvent, { kind: "added" }> | undefined {
    if (this.nodes !== undefined) return { kind: "added", source: "flow", jobs: this.nodes };
    if (this.operation === "addBulk") {
      const names = this.#facts["bullmq.job.bulk.names"];
      const list: readonly unknown[] = Array.isArray(names) ? names : String(names).split(",");
      return {
        kind: "added",
        source: "bulk",
        jobs: list.map((job) => ({ queue, job: String(job) })),
      };
    }
    // A scheduler that had nothing to add names no job.
    if (this.operation !== "add" || this.#text("bullmq.job.id") === "") return undefined;
    const isScheduled = this.#text("bullmq.job.scheduler.id") !== "";
    const job = this.#text("bullmq.job.name") || this.#destination.slice(queue.length + 1);
    return { kind: "added", source: isScheduled ? "scheduler" : "add", jobs: [{ queue, job }] };
  }

  #text(key: string): string {
    const value = this.#facts[key];
    return typeof value === "string" ? value : "";
  }
}
