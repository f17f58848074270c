import { once } from "node:events";
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
  // One after another and without forced collections: the CPU of collecting a library's garbage is its own.
  const started = process.threadCpuUsage();
  for (let round = 0; round < rounds; round += 1) await server.scrape();
  const { user, system } = process.threadCpuUsage(started);
  const garbage: number[] = [];
  const blocks: number[] = [];
  const idle: number[] = [];
  let lines = 0;
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.();
    const heap = process.memoryUsage().heapUsed;
    lines = await server.scrape();
    garbage.push((process.memoryUsage().heapUsed - heap) / 2 ** 20);
    idle.push(await longestBlock(async () => sleep(50)));
    blocks.push(await longestBlock(async () => server.scrape()));
  }
  await server.stop();
  return {
    lines,
    "main-thread CPU, ms": (user + system) / 1000 / rounds,
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
    async scrape() {
      worker.postMessage("scrape");
      const [lines] = (await once(worker, "message")) as [number];
      return lines;
    },
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

/** Heap and external memory in use, once V8 has nothing left to give back: it frees unused code only after some time. */
export async function usedMemory(): Promise<number> {
  let last = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 20; reading += 1) {
    await sleep(50);
    for (let round = 0; round < 4; round += 1) globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    const used = heapUsed + external;
    if (reading > 5 && last - used < 20_000) return used;
    last = used;
  }
  return last;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}
