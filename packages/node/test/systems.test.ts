import { describe, expect, it } from "vitest";
import { parse, run, seriesOf } from "./helpers.ts";

const scrape = `const app = promenade({ plugins: [node({ compat: "prom-client" })], server: false, log });
  await app.start();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const text = await app.text();`;

describe("on a system without /proc", () => {
  it.each(["darwin", "win32"])("what %s cannot tell is absent, and nothing fails", (platform) => {
    const { output } = run(
      `${scrape} console.log(text);`,
      `Object.defineProperty(process, "platform", { value: "${platform}" });`,
    );
    const samples = parse(output);
    const names = new Set([...samples.keys()].map((key) => key.replace(/\{.*/, "")));
    for (const name of [
      "process_open_fds",
      "process_max_fds",
      "process_threads",
      "process_memory_virtual_bytes",
      "process_disk_io_bytes_total",
      "process_virtual_memory_bytes",
      "process_heap_bytes",
    ])
      expect(names).not.toContain(name);
    expect(names.has("process_context_switches_total")).toBe(platform !== "win32");
    for (const name of [
      "process_cpu_time_seconds_total",
      "process_memory_usage_bytes",
      "process_memory_limit_bytes",
      "process_cpu_limit_cores",
      "v8js_memory_heap_limit_bytes",
      "nodejs_eventloop_delay_seconds_count",
    ])
      expect(names).toContain(name);
    for (const key of seriesOf(samples, "promenade_collector_success"))
      expect([key, samples.get(key)]).toEqual([key, 1]);
  });
});

describe("on a kernel before 6.2", () => {
  it("file descriptors are counted by listing them", () => {
    const { output } = run(
      `const { openSync, readdirSync } = await import("node:fs");
       for (let index = 0; index < 100; index += 1) openSync("/dev/null");
       ${scrape}
       const [, count] = /^process_open_fds (\\d+)$/m.exec(text);
       console.log(Number(count) - (readdirSync("/proc/self/fd").length - 1));`,
      `import fs from "node:fs";
       import { syncBuiltinESMExports } from "node:module";
       const { statSync } = fs;
       fs.statSync = (path, options) => {
         const found = statSync(path, options);
         if (path === "/proc/self/fd") found.size = 0;
         return found;
       };
       syncBuiltinESMExports();`,
    );
    // Reads of control groups may be under way while the listing is made.
    expect(Math.abs(Number(output))).toBeLessThanOrEqual(4);
  });
});

describe("when Node.js itself fails to tell", () => {
  it("one collector costs only its own series", () => {
    const { output } = run(
      `${scrape} console.log(text);`,
      `import v8 from "node:v8";
       import { syncBuiltinESMExports } from "node:module";
       v8.getHeapSpaceStatistics = () => { throw new Error("no heap spaces today"); };
       syncBuiltinESMExports();`,
    );
    const samples = parse(output.replace(/^.*no heap spaces today.*$/gm, "# $&"));
    expect(seriesOf(samples, "v8js_memory_heap")).toEqual([]);
    expect(samples.get('promenade_collector_success{plugin="node",collector="heap"}')).toBe(0);
    expect(samples.get('promenade_collector_success{plugin="node",collector="memory"}')).toBe(1);
    expect(samples.get("process_memory_usage_bytes")).toBeGreaterThan(0);
    expect(samples.get("process_open_fds")).toBeGreaterThan(0);
    expect(output).toContain('Collector "heap" of plugin "node" failed (no heap spaces today)');
  });
});
