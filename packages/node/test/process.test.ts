import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { threadPoolSize } from "../src/sources/identity.ts";
import { block, startNode, wait } from "./helpers.ts";

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

describe("the process", () => {
  it("tells its CPU time by mode", async () => {
    const { scrape } = await startNode();
    const key = 'process_cpu_time_seconds_total{cpu_mode="user"}';
    const before = await scrape();
    block(150);
    const after = await scrape();
    const { user, system } = process.cpuUsage();
    expect((after.get(key) ?? 0) - (before.get(key) ?? 0)).toBeGreaterThan(0.05);
    expect(after.get(key)).toBeCloseTo(user / 1e6, 0);
    expect(after.get('process_cpu_time_seconds_total{cpu_mode="system"}')).toBeCloseTo(
      system / 1e6,
      0,
    );
  });

  it("tells start time and uptime, which agree", async () => {
    const samples = await (await startNode()).scrape();
    const started = samples.get("process_start_time_seconds") ?? Number.NaN;
    expect(started).toBeCloseTo(performance.timeOrigin / 1000, 3);
    expect(samples.get("process_uptime_seconds")).toBeCloseTo(process.uptime(), 0);
  });

  it("tells its memory, the peak and a limit that is not less", async () => {
    const samples = await (await startNode()).scrape();
    const used = samples.get("process_memory_usage_bytes") ?? Number.NaN;
    const limit = samples.get("process_memory_limit_bytes") ?? Number.NaN;
    expect(Math.abs(used / process.memoryUsage.rss() - 1)).toBeLessThan(0.2);
    expect(samples.get("process_memory_peak_bytes")).toBeGreaterThanOrEqual(used * 0.8);
    expect(samples.get("process_memory_virtual_bytes")).toBeGreaterThan(used);
    expect(limit).toBeGreaterThan(used);
    expect(limit).toBeLessThanOrEqual(totalmem());
  });

  it("tells how many CPUs it may use", async () => {
    const cores = (await (await startNode()).scrape()).get("process_cpu_limit_cores");
    expect(cores).toBeGreaterThan(0);
    expect(cores).toBeLessThanOrEqual(availableParallelism());
  });

  it("counts its file descriptors exactly", async () => {
    const { scrape } = await startNode();
    const key = "process_open_fds";
    const before = (await scrape()).get(key) ?? Number.NaN;
    const opened = Array.from({ length: 50 }, () => openSync("/dev/null", "r"));
    const after = (await scrape()).get(key);
    const listed = readdirSync("/proc/self/fd").length - 1;
    for (const descriptor of opened) closeSync(descriptor);
    expect(after).toBe(listed);
    expect(listed - before).toBeGreaterThanOrEqual(45);
  });

  it("tells how many file descriptors it may have", async () => {
    const limit = Number(execFileSync("sh", ["-c", "ulimit -Sn"], { encoding: "utf8" }));
    const samples = await (await startNode()).scrape();
    // A limit of "unlimited" has no number, and then the metric is absent.
    const expected = Number.isNaN(limit) ? undefined : limit;
    expect(samples.get("process_max_fds")).toBe(expected);
  });

  it("counts its threads", async () => {
    const { scrape } = await startNode();
    const before = (await scrape()).get("process_threads") ?? Number.NaN;
    const worker = new Worker("setInterval(() => {}, 1000)", { eval: true });
    await new Promise((resolve) => {
      worker.once("online", resolve);
    });
    const after = (await scrape()).get("process_threads");
    await worker.terminate();
    expect(before).toBeGreaterThanOrEqual(4);
    expect(after).toBeGreaterThan(before);
  });

  it("counts context switches and page faults", async () => {
    const { scrape } = await startNode();
    const switches = 'process_context_switches_total{process_context_switch_type="voluntary"}';
    const faults = 'process_paging_faults_total{system_paging_fault_type="minor"}';
    const before = await scrape();
    for (let index = 0; index < 20; index += 1) await wait(2);
    const touched = Buffer.alloc(32 * 1024 * 1024, 1);
    const after = await scrape();
    expect(touched[1]).toBe(1);
    expect((after.get(switches) ?? 0) - (before.get(switches) ?? 0)).toBeGreaterThanOrEqual(10);
    expect((after.get(faults) ?? 0) - (before.get(faults) ?? 0)).toBeGreaterThan(0);
  });

  it("tells the size of libuv's pool, as libuv reads it", async () => {
    expect(threadPoolSize(undefined)).toBe(4);
    expect(threadPoolSize("16")).toBe(16);
    expect(threadPoolSize("0")).toBe(1);
    expect(threadPoolSize("many")).toBe(1);
    expect(threadPoolSize("5000")).toBe(1024);
    const expected = threadPoolSize(process.env["UV_THREADPOOL_SIZE"]);
    expect((await (await startNode()).scrape()).get("nodejs_threadpool_size")).toBe(expected);
  });
});

describe("V8", () => {
  it("tells its heap, its limit and its spaces", async () => {
    const samples = await (await startNode()).scrape();
    expect(samples.get("v8js_memory_heap_limit_bytes")).toBe(getHeapStatistics().heap_size_limit);
    const used = getHeapSpaceStatistics().map(({ space_name }) =>
      samples.get(`v8js_memory_heap_used_bytes{v8js_heap_space_name="${space_name}"}`),
    );
    const sum = used.reduce<number>((total, bytes) => total + (bytes ?? Number.NaN), 0);
    // Young objects come and go in between.
    expect(sum / process.memoryUsage().heapUsed).toBeGreaterThan(0.5);
    expect(sum / process.memoryUsage().heapUsed).toBeLessThan(2);
    for (const metric of ["size", "available_size", "physical_size"]) {
      const key = `v8js_memory_heap_space_${metric}_bytes{v8js_heap_space_name="old_space"}`;
      expect(samples.get(key)).toBeGreaterThanOrEqual(0);
    }
  });

  it("tells array buffers apart from other native memory", async () => {
    const { scrape } = await startNode();
    const read = async (kind: string): Promise<number> =>
      (await scrape()).get(`nodejs_memory_usage_bytes{nodejs_memory_kind="${kind}"}`) ?? Number.NaN;
    // Else what earlier tests left may be collected in between, and is more than what is measured.
    collectGarbage();
    const before = { buffers: await read("array_buffers"), external: await read("external") };
    const held = new ArrayBuffer(64 * 1024 * 1024);
    const after = { buffers: await read("array_buffers"), external: await read("external") };
    expect(after.buffers - before.buffers).toBeGreaterThan(0.9 * held.byteLength);
    expect(Math.abs(after.external - before.external)).toBeLessThan(0.1 * held.byteLength);
    expect(await read("heap")).toBeGreaterThan(1e6);
    expect(await read("malloced")).toBeGreaterThan(0);
  });

  it("counts contexts", async () => {
    const samples = await (await startNode()).scrape();
    expect(samples.get('v8js_contexts{v8js_context_state="native"}')).toBeGreaterThanOrEqual(1);
    expect(samples.get('v8js_contexts{v8js_context_state="detached"}')).toBeGreaterThanOrEqual(0);
  });

  it("counts what keeps the event loop alive", async () => {
    const { scrape } = await startNode();
    const key = 'v8js_resource_active{v8js_resource_type="Timeout"}';
    const before = (await scrape()).get(key) ?? 0;
    const timers = Array.from({ length: 200 }, () => setTimeout(() => {}, 60_000));
    const during = (await scrape()).get(key);
    for (const timer of timers) clearTimeout(timer);
    // The test runner has timers of its own.
    expect((during ?? 0) - before).toBeGreaterThan(190);
    expect((await scrape()).get(key) ?? 0).toBeLessThan(before + 10);
  });
});
