import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { buckets, labelNames, labelsAt, latencies } from "../data.ts";
import type { Subject } from "../subject.ts";

/** One scrape of 100,000 lines over HTTP: CPU of the main thread, longest block of the event loop, garbage. */
export async function scrape(subject: Subject): Promise<Record<string, number>> {
  fill(subject, 590);
  const server = await startScrapes(subject);
  for (let warm = 0; warm < 5; warm += 1) await server.scrape();
  const rounds = 12;
  const cpu: number[] = [];
  const garbage: number[] = [];
  const blocks: number[] = [];
  const idle: number[] = [];
  let lines = 0;
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.();
    const heap = process.memoryUsage().heapUsed;
    const started = process.threadCpuUsage();
    lines = await server.scrape();
    const { user, system } = process.threadCpuUsage(started);
    cpu.push((user + system) / 1000);
    garbage.push((process.memoryUsage().heapUsed - heap) / 2 ** 20);
    idle.push(await longestBlock(async () => sleep(50)));
    blocks.push(await longestBlock(async () => server.scrape()));
  }
  await server.stop();
  return {
    lines,
    "main-thread CPU, ms": median(cpu),
    "longest block, ms": Math.max(0, least(blocks) - least(idle)),
    "longest block (median), ms": Math.max(0, median(blocks) - median(idle)),
    "garbage, MB": median(garbage),
  };
}

/** Counters, gauges and histograms of 12 buckets, ten of each. */
function fill(subject: Subject, combinations: number): void {
  const values = latencies(4096);
  for (let metric = 0; metric < 10; metric += 1) {
    const counter = subject.counter(`requests_${metric}_total`, labelNames);
    const gauge = subject.gauge(`queue_depth_${metric}`, labelNames);
    const histogram = subject.histogram(`latency_${metric}`, labelNames, buckets);
    for (let at = 0; at < combinations; at += 1) {
      const labels = labelsAt(at);
      counter.inc(labels);
      gauge.set(labels, values[at & 4095] as number);
      for (let times = 0; times < 5; times += 1)
        histogram.observe(labels, values[(at * 5 + times) & 4095] as number);
    }
  }
}

/** Serves the subject here and scrapes it from another thread, so that the client's work is not counted. */
export async function startScrapes(
  subject: Subject,
): Promise<{ scrape(): Promise<number>; stop(): Promise<void> }> {
  const server = createServer((request, response) => subject.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const worker = new Worker(client, {
    eval: true,
    workerData: (server.address() as AddressInfo).port,
  });
  return {
    scrape: () =>
      new Promise((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
        worker.postMessage("scrape");
      }),
    async stop() {
      await worker.terminate();
      server.closeAllConnections();
      server.close();
    },
  };
}

const client = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { get, Agent } = require("node:http");
  const agent = new Agent({ keepAlive: true });
  parentPort.on("message", () => {
    get({ port: workerData, host: "127.0.0.1", path: "/metrics", agent }, (response) => {
      let lines = 0;
      response.on("data", (chunk) => { for (const byte of chunk) if (byte === 10) lines += 1; });
      response.on("end", () => parentPort.postMessage(response.statusCode === 200 ? lines : -response.statusCode));
    });
  });`;

/** The longest time between two turns of the event loop while the work runs, in milliseconds. */
async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  let isOn = true;
  let last = performance.now();
  let longest = 0;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isOn = false;
  return longest;
}

/** Lets sockets and timers settle before memory is read. */
export async function drain(): Promise<void> {
  await sleep(200);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}
