import { randomBytes } from "node:crypto";
import { Queue } from "bullmq";
import { afterEach, expect, it } from "vitest";
import { bullmq, withoutIdentifiers } from "../src/index.ts";
import { startApp } from "./support/app.ts";
import { close } from "./support/jobs.ts";
import { useRedis } from "./support/redis.ts";

const redis = useRedis();
const opened: Queue[] = [];
afterEach(async () => await close(...opened.splice(0)));

function open(name: string): Queue {
  const queue = new Queue(name, { connection: redis.connection });
  opened.push(queue);
  return queue;
}

async function seriesOf(app: { text(): Promise<string> }): Promise<number> {
  return (await app.text()).split("\n").filter((line) => line.startsWith("bullmq_")).length;
}

it.each([
  ["send-mail", "send-mail"],
  ["order-4711", "order-{id}"],
  ["v2", "v2"],
  ["export:9b2d7c1e-1f0a-4c63-8d0e-2f1b6c7a8d90", "export:{id}"],
  ["sync-5f3a9c0d1e2b4a6f8c7d9e0b", "sync-{id}"],
  ["2026-11-22 report", "{id}-{id}-{id} report"],
])("names %s as %s", (name, label) => {
  expect(withoutIdentifiers(name)).toBe(label);
});

it("puts names beyond the limit together, and keeps those that it knew", async () => {
  const queue = open("words");
  const { app, samples } = await startApp(bullmq({ queues: [queue], jobNameLimit: 5 }));
  const words = Array.from({ length: 10_000 }, () =>
    randomBytes(9).toString("base64url").replaceAll(/\d/g, "x"),
  );
  const before = await seriesOf(app);
  await queue.addBulk(words.map((name) => ({ name, data: {} })));
  expect((await seriesOf(app)) - before).toBeLessThan(300);
  await queue.add(words[0] ?? "", {});
  const added = await samples("bullmq_jobs_added_total");
  expect(
    added.get('bullmq_jobs_added_total{queue="words",job_name="__overflow__",source="bulk"}'),
  ).toBe(9995);
  expect(
    added.get(`bullmq_jobs_added_total{queue="words",job_name="${words[0]}",source="add"}`),
  ).toBe(1);
});

it("takes names from a function, or none at all", async () => {
  const queue = open("mapped");
  const mapped = await startApp(
    bullmq({ queues: [queue], jobName: (job, of) => `${of}:${job.split(".")[0]}` }),
  );
  const none = await startApp(bullmq({ queues: [queue], jobName: false }));
  await queue.add("mail.welcome", {});
  await queue.add("mail.bye", {});
  expect([...(await mapped.samples("bullmq_jobs_added_total"))]).toEqual([
    ['bullmq_jobs_added_total{queue="mapped",job_name="mapped:mail",source="add"}', 2],
  ]);
  expect([...(await none.samples("bullmq_jobs_added_total"))]).toEqual([
    ['bullmq_jobs_added_total{queue="mapped",source="add"}', 2],
  ]);
});

it("does not let a wrong name function reach the app", async () => {
  const queue = open("wrong");
  const { warnings, samples } = await startApp(
    bullmq({
      queues: [queue],
      jobName: () => {
        throw new Error("no name");
      },
    }),
  );
  await expect(queue.add("mail", {})).resolves.toMatchObject({ name: "mail" });
  expect(warnings.join("\n")).toMatch(/Plugin "bullmq" failed .*no name/);
  expect((await samples("promenade_listener_errors_total")).size).toBe(1);
});
