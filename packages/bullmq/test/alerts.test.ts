import { testAlerts, type InputSeries } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = (instance = "a"): string => `job="shop",instance="${instance}",queue="mail"`;

/** The same value all the time. */
const steady = (value: number): string => `${value}+0x120`;
/** So many events per second. */
const growing = (perSecond: number): string => `0+${perSecond * 60}x120`;

/** Two processes poll the same queue: what they report is one thing. */
function queue(facts: {
  readonly waiting?: number;
  readonly age?: number;
  readonly workers?: number;
  readonly paused?: number;
}): InputSeries {
  const { waiting = 0, age = 0, workers = 1, paused = 0 } = facts;
  return Object.fromEntries(
    ["a", "b"].flatMap((instance) => [
      [`bullmq_queue_jobs{${target(instance)},state="waiting"}`, steady(waiting)],
      [`bullmq_queue_jobs{${target(instance)},state="prioritized"}`, steady(0)],
      [`bullmq_queue_jobs{${target(instance)},state="active"}`, steady(1)],
      [`bullmq_queue_oldest_waiting_age_seconds{${target(instance)}}`, steady(age)],
      [`bullmq_queue_workers{${target(instance)}}`, steady(workers)],
      [`bullmq_queue_paused{${target(instance)}}`, steady(paused)],
    ]),
  );
}

function jobs(failing: number, perSecond = 1): InputSeries {
  const count = (outcome: string): string =>
    `bullmq_job_duration_seconds_count{${target()},job_name="send",outcome="${outcome}"}`;
  return {
    [count("completed")]: growing(perSecond * (1 - failing)),
    [count("failed")]: growing(perSecond * failing),
  };
}

const success = (a: number, b: number): InputSeries => ({
  [`bullmq_queue_poll_success{${target("a")}}`]: steady(a),
  [`bullmq_queue_poll_success{${target("b")}}`]: steady(b),
});

const oldestActive = (seconds: number): InputSeries => ({
  [`bullmq_worker_oldest_job_age_seconds{${target()}}`]: steady(seconds),
});

const stalled = (values: string): InputSeries => ({
  [`bullmq_jobs_stalled_total{${target()}}`]: values,
});

testAlerts(alerts, {
  PromenadeBullmqOldestJobTooOld: { fires: queue({ age: 1000 }), quiet: queue({ age: 800 }) },
  PromenadeBullmqNoWorker: {
    fires: queue({ waiting: 3, workers: 0 }),
    quiet: queue({ waiting: 0, workers: 0 }),
  },
  PromenadeBullmqQueuePaused: {
    fires: queue({ waiting: 3, paused: 1 }),
    quiet: queue({ waiting: 0, paused: 1 }),
    at: "40m",
  },
  PromenadeBullmqPollFailing: { fires: success(0, 0), quiet: success(0, 1) },
  PromenadeBullmqJobsFail: { fires: jobs(0.15), quiet: jobs(0.08) },
  PromenadeBullmqJobsStalled: { fires: stalled("0+0x20 1+0x60"), quiet: stalled("1+0x80") },
  PromenadeBullmqJobHangs: { fires: oldestActive(4000), quiet: oldestActive(3000) },
});
