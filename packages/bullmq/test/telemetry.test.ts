import { setTimeout as sleep } from "node:timers/promises";
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Queue as BullQueue, Telemetry, Worker as BullWorker } from "bullmq";
import { BullMQOtel } from "bullmq-otel";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bullmq, bullmqTelemetry } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close, processJob, until, type Closable } from "./support/jobs.ts";
import { libraries } from "./support/libraries.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();
const exporter = new InMemorySpanExporter();
const opened: Closable[] = [];

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  propagation.setGlobalPropagator({
    inject: (of, carrier, setter) => {
      const span = trace.getSpanContext(of);
      if (span !== undefined) setter.set(carrier, "parent", `${span.traceId}:${span.spanId}`);
    },
    extract: (of, carrier, getter) => {
      const [traceId = "", spanId = ""] = String(getter.get(carrier, "parent")).split(":");
      return trace.setSpanContext(of, { traceId, spanId, traceFlags: 1, isRemote: true });
    },
    fields: () => ["parent"],
  });
});
afterAll(() => {
  context.disable();
  trace.disable();
  propagation.disable();
  metrics.disable();
});
afterEach(async () => {
  await close(...opened.splice(0).toReversed());
  exporter.reset();
});

interface Tree {
  readonly name: string;
  readonly parent: string | undefined;
  readonly attributes: readonly string[];
  readonly events: readonly string[];
}

/** What was traced, without what differs from run to run. */
function spans(): readonly Tree[] {
  const all = exporter.getFinishedSpans();
  const byId = new Map(all.map((span) => [span.spanContext().spanId, span.name]));
  return all
    .filter(({ name }) => !/getNextJob|StalledCheck|moveStalled|extendLocks|close/.test(name))
    .map(({ name, attributes, events, parentSpanContext }) => ({
      name,
      parent: byId.get(parentSpanContext?.spanId ?? ""),
      attributes: Object.keys(attributes).toSorted(),
      events: events.map((event) => event.name),
    }))
    .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

describe.each(libraries)("%s with bullmq-otel", (library, { Queue, Worker }) => {
  let count = 0;

  /** Adds and runs some jobs; returns what was traced and what was written into the jobs. */
  async function run(
    telemetry: Telemetry | undefined,
    observe: (queue: BullQueue, worker: BullWorker) => Promise<void>,
  ): Promise<{
    readonly traced: readonly Tree[];
    readonly metadata: readonly string[];
    readonly inside: readonly boolean[];
  }> {
    count += 1;
    const options = {
      connection: redis.connection,
      prefix: `telemetry${count}`,
      ...(telemetry === undefined ? {} : { telemetry }),
    };
    const name = `traced-${library.replace(" ", "-")}`;
    const queue = new Queue(name, options);
    const inside: (string | undefined)[] = [];
    const worker = new Worker(
      name,
      async (job, token) => {
        await sleep(1);
        inside.push(trace.getActiveSpan()?.spanContext().traceId);
        return await processJob(job, token);
      },
      { ...options, concurrency: 1 },
    );
    opened.push(queue, worker);
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    await observe(queue, worker);
    exporter.reset();
    const jobs = [
      await queue.add("send", {}),
      await queue.add("flaky", {}, { attempts: 3 }),
      await queue.add("dead", {}, { attempts: 1 }),
      ...(await queue.addBulk([{ name: "bulk", data: {} }])),
    ];
    await until(async () => {
      const counts = await queue.getJobCounts("completed", "failed");
      return (counts["completed"] ?? 0) + (counts["failed"] ?? 0) === 4;
    });
    await worker.close();
    const metadata = jobs.map((job) => String(job.opts.telemetry?.metadata !== undefined));
    return { traced: spans(), metadata, inside: inside.map((id) => id !== undefined) };
  }

  it("traces as without the plugin, and counts", async () => {
    const plain = await run(new BullMQOtel({ tracerName: "test" }), async () => undefined);
    let value: Awaited<ReturnType<typeof startApp>>["value"] = async () => undefined;
    const attached = await run(new BullMQOtel({ tracerName: "test" }), async (queue, worker) => {
      ({ value } = await startApp(bullmq({ queues: [queue], workers: [worker] })));
    });
    expect(plain.traced.length).toBeGreaterThan(8);
    expect(new Set(plain.inside)).toEqual(new Set([true]));
    expect(attached).toEqual(plain);
    const labels = `queue="traced-${library.replace(" ", "-")}",job_name="flaky"`;
    expect(await value(`bullmq_job_retries_total{${labels}}`)).toBe(2);
    const wrapped = await run(
      bullmqTelemetry(new BullMQOtel({ tracerName: "test" })),
      async () => undefined,
    );
    expect(wrapped).toEqual(plain);
  });

  it("gives run times the trace of their attempt", async () => {
    let text = async (): Promise<string> => "";
    await run(new BullMQOtel({ tracerName: "test" }), async (queue, worker) => {
      const { app } = await startApp(bullmq({ queues: [queue], workers: [worker] }));
      text = async () => await app.text("openmetrics");
    });
    const attempts = new Set(
      exporter
        .getFinishedSpans()
        .filter(({ name }) => name.startsWith("process "))
        .map((span) => span.spanContext().spanId),
    );
    const found = [
      ...(await text()).matchAll(/^bullmq_job_duration_seconds_bucket.*span_id="(\w+)"/gm),
    ].map(([, id = ""]) => id);
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((id) => !attempts.has(id))).toEqual([]);
  });

  it("writes nothing into jobs when it is alone", async () => {
    const { metadata } = await run(bullmqTelemetry(), async (queue, worker) => {
      await startApp(bullmq({ queues: [queue], workers: [worker] }));
    });
    expect(metadata).toEqual(["false", "false", "false", "false"]);
  });

  it("counts once where telemetry was given and the instances are, too", async () => {
    const telemetry = bullmqTelemetry(bullmqTelemetry());
    let samples: Awaited<ReturnType<typeof startApp>>["samples"] = async () => new Map();
    let given: unknown;
    await run(telemetry, async (queue, worker) => {
      const one = await startApp(bullmq({ queues: [queue, queue], workers: [worker] }));
      ({ samples } = one);
      given = queue.opts.telemetry;
    });
    expect(given).toBe(telemetry);
    expect([...(await samples("bullmq_jobs_added_total")).values()]).toEqual([1, 1, 1, 1]);
  });

  it("counts by telemetry alone, where no instance is known", async () => {
    const { samples } = await startApp(bullmq());
    await run(bullmqTelemetry(), async () => undefined);
    const ended = await samples("bullmq_job_duration_seconds_count");
    expect([...ended.values()].reduce((sum, value) => sum + value, 0)).toBe(6);
    expect((await samples("bullmq_worker_jobs_active")).size).toBe(0);
  });

  it("hands the user's errors on", async () => {
    const broken: Telemetry = {
      ...bullmqTelemetry(),
      tracer: {
        startSpan: () => {
          throw new Error("the user's own tracer");
        },
      },
    };
    const queue = new Queue("broken", { connection: redis.connection, telemetry: broken });
    opened.push(queue);
    await startApp(bullmq({ queues: [queue] }));
    await expect(queue.add("x", {})).rejects.toThrow("the user's own tracer");
  });
});
