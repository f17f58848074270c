import "reflect-metadata";
import {
  BullModule,
  getFlowProducerToken,
  getQueueToken,
  Processor,
  WorkerHost,
} from "@nestjs/bullmq";
import { Module, type INestApplicationContext } from "@nestjs/common";
import { ModulesContainer, NestFactory } from "@nestjs/core";
import type { FlowProducer, Job, Queue } from "bullmq";
import { expect, it, onTestFinished } from "vitest";
import { bullmq, bullmqTelemetry } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { until } from "./support/jobs.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();

/** An application with two queues, a flow producer and a processor of one of them. */
async function create(options: object = {}): Promise<INestApplicationContext> {
  class Mails extends WorkerHost {
    override async process(job: Job): Promise<void> {
      if (job.name === "dead") throw new RangeError("never");
    }
  }
  Processor("mails", { concurrency: 3 })(Mails);
  class App {}
  Module({
    imports: [
      BullModule.forRoot({ connection: redis.connection, prefix: "nest", ...options }),
      BullModule.registerQueue({ name: "mails" }, { name: "reports" }),
      BullModule.registerFlowProducer({ name: "orders" }),
    ],
    providers: [Mails],
  })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  onTestFinished(async () => await app.close());
  return app;
}

async function work(app: INestApplicationContext): Promise<void> {
  const mails = app.get<Queue>(getQueueToken("mails"), { strict: false });
  await mails.add("welcome", {});
  await mails.add("dead", {});
  await app
    .get<FlowProducer>(getFlowProducerToken("orders"), { strict: false })
    .add({ name: "ship", queueName: "reports", children: [{ name: "pack", queueName: "mails" }] });
  await until(async () => {
    const { waiting = 0, active = 0 } = await mails.getJobCounts("waiting", "active");
    return waiting + active === 0;
  });
}

it.each([
  ["the application", (app: INestApplicationContext): object => app],
  ["its ModulesContainer", (app: INestApplicationContext): object => app.get(ModulesContainer)],
])("finds queues, workers and flow producers by %s", { timeout: 30_000 }, async (_, of) => {
  const app = await create();
  const { value } = await startApp(bullmq({ app: of(app), pollCacheMilliseconds: 0 }));
  await work(app);
  const mails = (metric: string, labels: string): string => `${metric}{queue="mails",${labels}}`;
  expect(await value('bullmq_worker_concurrency{queue="mails"}')).toBe(3);
  expect(await value(mails("bullmq_job_wait_time_seconds_count", 'job_name="welcome"'))).toBe(1);
  const errors = mails("bullmq_job_errors_total", 'job_name="dead",error_type="RangeError"');
  expect(await value(errors)).toBe(1);
  expect(await value(mails("bullmq_jobs_added_total", 'job_name="pack",source="flow"'))).toBe(1);
  for (const queue of ["mails", "reports"])
    expect(await value(`bullmq_queue_poll_success{queue="${queue}"}`)).toBe(1);
});

it(
  "sees the first job of a worker that Nest makes after the start",
  { timeout: 30_000 },
  async () => {
    const app = await create({ extraOptions: { manualRegistration: true } });
    const { value } = await startApp(bullmq({ app }));
    const queue = app.get<Queue>(getQueueToken("mails"), { strict: false });
    await queue.add("welcome", {});
    const { BullRegistrar } = await import("@nestjs/bullmq");
    app.get(BullRegistrar, { strict: false }).register();
    const waited = 'bullmq_job_wait_time_seconds_count{queue="mails",job_name="welcome"}';
    await until(async () => (await value(waited)) !== undefined);
    expect(await value(waited)).toBe(1);
  },
);

it("counts by the shared configuration alone", { timeout: 30_000 }, async () => {
  const { samples } = await startApp(bullmq());
  const app = await create({ telemetry: bullmqTelemetry() });
  await work(app);
  const ended = await samples("bullmq_job_duration_seconds_count");
  expect([...ended.values()]).toEqual([1, 1, 1]);
});
