import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  startKafka,
  startPostgres,
  startRedis,
  type KafkaService,
  type PostgresService,
  type RedisService,
} from "@promenade/testing/services";
import { Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { directories } from "../../packages/prisma/test/support/directories.ts";
import { generateClients } from "../../packages/prisma/test/support/generate.ts";
import { runApp, until, type FaultyApp } from "./faults/run-app.ts";
import { behaviour, distinct, sum, type Samples } from "./faults/told.ts";

/**
 * One app, twice at the same time and on the same servers: with Promenade and without. Each fault hits both at the
 * same moment, in the middle of work. What they do must be the same, and what is told of the one must be true.
 */
let postgres: PostgresService;
let redis: RedisService;
let broker: KafkaService;
let observed: FaultyApp;
let plain: FaultyApp;

beforeAll(async () => {
  // Servers that are to be hurt must be our own.
  for (const variable of ["DATABASE_URL", "REDIS_URL", "KAFKA_BROKERS"]) vi.stubEnv(variable, "");
  const support = join(import.meta.dirname, "../../packages/prisma/test/support");
  await generateClients();
  [postgres, redis, broker] = await Promise.all([
    startPostgres({ schemaFile: join(support, "schema.sql") }),
    startRedis(),
    startKafka(),
  ]);
  vi.unstubAllEnvs();
  const run = async (kind: string): Promise<FaultyApp> => {
    const name = `${kind}-${randomBytes(4).toString("hex")}`;
    const admin = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: name }], waitForLeaders: true });
    await admin.disconnect();
    return await runApp({
      name,
      isObserved: kind === "observed",
      postgres: postgres.url,
      redis: redis.url,
      brokers: broker.brokers,
      clientFile: join(directories.prisma7, "client/client.ts"),
    });
  };
  [observed, plain] = await Promise.all([run("observed"), run("plain")]);
}, 600_000);

afterAll(async () => {
  // A frozen server cannot be ended politely, and neither can an app that waits for it.
  broker?.thaw();
  await Promise.all([observed?.stop(), plain?.stop()]);
  await Promise.all([postgres?.stop(), redis?.stop(), broker?.stop()]);
});

const apps = (): readonly FaultyApp[] => [observed, plain];

/** What both apps do goes on: so many more pieces of each kind of work were done. */
async function goesOn(...kinds: readonly string[]): Promise<void> {
  const marks = apps().flatMap((app) =>
    kinds.map((kind) => ({ app, kind, goal: app.count(kind) + 10 })),
  );
  for (const { app, kind, goal } of marks)
    await until(`${kind} goes on`, () => app.count(kind) >= goal);
}

const work = ["sql ok", "add ok", "job done", "send ok", "message handled"] as const;

/** Both apps at rest, with nothing under way. */
async function settle(): Promise<void> {
  await Promise.all(apps().map((app) => app.pause()));
  for (const app of apps()) {
    await until("every job is done", () => distinct(app, "job done") === app.count("add ok"));
    await until(
      "every message is handled",
      () => distinct(app, "message handled") === app.count("send ok"),
    );
  }
}

async function shows(what: string, holds: (samples: Samples) => boolean): Promise<Samples> {
  let samples: Samples = new Map();
  await until(what, async () => holds((samples = await observed.scrape())));
  return samples;
}

const queuePoll = "bullmq_queue_poll_success";
const lagPoll = "kafka_consumer_lag_poll_success";

/** What the metrics say now is what the app's log says, to the unit. */
async function expectTruth(): Promise<void> {
  const samples = await shows(
    "all is known",
    (now) =>
      sum(now, queuePoll) === 1 && sum(now, lagPoll) === 1 && sum(now, "kafka_consumer_lag") === 0,
  );
  const operations = "prisma_operation_duration_seconds_count";
  const jobs = "bullmq_job_duration_seconds_count";
  expect({
    sql: sum(samples, operations, 'outcome="ok"'),
    failedSql: sum(samples, operations, 'outcome="error"') ?? 0,
    inFlight: sum(samples, "prisma_operations_in_flight"),
    waiting: sum(samples, "bullmq_queue_jobs", 'state="waiting"'),
    active: sum(samples, "bullmq_worker_jobs_active"),
    sent: sum(samples, "kafka_producer_messages_total"),
    sends: sum(samples, "kafka_producer_sends_in_flight") ?? 0,
    failedListeners: sum(samples, "promenade_listener_errors_total") ?? 0,
    dropped: sum(samples, "promenade_bad_input_total") ?? 0,
  }).toEqual({
    sql: observed.count("sql ok"),
    failedSql: observed.count("sql failed"),
    inFlight: 0,
    waiting: 0,
    active: 0,
    sent: observed.count("send ok"),
    sends: 0,
    failedListeners: 0,
    dropped: 0,
  });
  expect(sum(samples, jobs, 'outcome="completed"')).toBe(observed.count("job done"));
  expect(sum(samples, "app_unit_duration_seconds_count", 'kind="message"')).toBe(
    observed.count("message handled"),
  );
}

const limit = { timeout: 120_000 };

it("works with all three, as without Promenade", limit, async () => {
  await goesOn(...work);
  await settle();
  expect(behaviour(observed)).toEqual(behaviour(plain));
  await expectTruth();
  for (const app of apps()) app.resume();
});

it("restarts PostgreSQL during load", limit, async () => {
  await goesOn(...work);
  await postgres.down();
  await until("SQL fails", () => apps().every((app) => app.count("sql failed") > 3));
  const down = await shows(
    "no connection is left",
    (now) => sum(now, "db_client_connection_count", 'state="idle"') === 0,
  );
  expect(sum(down, "prisma_operation_errors_total")).toBeGreaterThan(0);
  expect([sum(down, queuePoll), sum(down, lagPoll)]).toEqual([1, 1]);
  await goesOn("add ok", "job done", "send ok", "message handled");
  await postgres.up();
  await goesOn(...work);
  await settle();
  expect(behaviour(plain)).toMatchObject({ sql: ["ok", "failed", "ok"], unhandled: [] });
  expect(behaviour(observed)).toEqual(behaviour(plain));
  await expectTruth();
  for (const app of apps()) app.resume();
});

it("kills Redis during load, and brings it back", limit, async () => {
  await goesOn(...work);
  await redis.down();
  const down = await shows("the queue cannot be read", (now) => sum(now, queuePoll) === 0);
  expect(sum(down, "bullmq_queue_jobs")).toBeUndefined();
  expect(sum(down, "bullmq_jobs_added_total")).toBeGreaterThan(0);
  expect(sum(down, lagPoll)).toBe(1);
  expect(sum(down, "db_client_connection_count")).toBeGreaterThan(0);
  await goesOn("sql ok", "send ok", "message handled");
  await redis.up();
  await goesOn(...work);
  await settle();
  expect(behaviour(plain)).toMatchObject({ hasWorkerErrors: true, unhandled: [] });
  expect(behaviour(observed)).toEqual(behaviour(plain));
  await expectTruth();
  for (const app of apps()) app.resume();
});

it("freezes Kafka during load, and thaws it", limit, async () => {
  await goesOn(...work);
  broker.freeze();
  const frozen = await shows("the lag cannot be read", (now) => sum(now, lagPoll) === 0);
  expect(sum(frozen, "kafka_consumer_lag")).toBeUndefined();
  expect(sum(frozen, queuePoll)).toBe(1);
  expect(sum(frozen, "db_client_connection_count")).toBeGreaterThan(0);
  await shows(
    "time-outs are counted",
    (now) => (sum(now, "kafka_client_request_timeouts_total") ?? 0) > 0,
  );
  await goesOn("sql ok", "add ok", "job done");
  broker.thaw();
  await goesOn(...work);
  await settle();
  expect(behaviour(plain)).toMatchObject({ areHandledInOrder: true, unhandled: [] });
  expect(behaviour(observed)).toEqual(behaviour(plain));
  await expectTruth();
});

it(
  "ends as it does without Promenade, and has nothing to complain of but what was down",
  limit,
  async () => {
    const [one, other] = await Promise.all([observed.stop(), plain.stop()]);
    expect([one.code, other.code]).toEqual([0, 0]);
    // kafkajs has a warning of its own to give; what else there is comes from Promenade, and comes once.
    const said = (errors: string): readonly string[] =>
      errors.split("\n").map((line) => line.replaceAll(/\d+/g, "0"));
    const own = said(one.errors).filter((line) => !said(other.errors).includes(line));
    expect(own).toEqual([...new Set(own)]);
  },
);
