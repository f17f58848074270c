import { counter, gauge, histogram } from "@promenade/core";

/**
 * The names of prom-client's default metrics, for dashboards that exist already.
 * Left out, because they are gauges that end in `_total`: `nodejs_active_handles_total`,
 * `nodejs_active_requests_total`, `nodejs_active_resources_total`. `process_start_time_seconds`, `process_open_fds` and
 * `process_max_fds` are there anyway.
 */
export const compatMetrics = {
  compatCpuUser: seconds("process_cpu_user_seconds_total", "User CPU time."),
  compatCpuSystem: seconds("process_cpu_system_seconds_total", "System CPU time."),
  compatCpu: seconds("process_cpu_seconds_total", "User and system CPU time."),
  compatResidentMemory: bytes("process_resident_memory_bytes", "Resident memory."),
  compatVirtualMemory: bytes("process_virtual_memory_bytes", "Virtual memory."),
  compatProcessHeap: bytes("process_heap_bytes", "Data segment of the process."),
  compatLag: lag("nodejs_eventloop_lag_seconds", "Latest delay of the event loop."),
  compatLagMin: lag("nodejs_eventloop_lag_min_seconds", "Least recent delay of the event loop."),
  compatLagMax: lag("nodejs_eventloop_lag_max_seconds", "Greatest recent delay of the event loop."),
  compatLagMean: lag("nodejs_eventloop_lag_mean_seconds", "Mean recent delay of the event loop."),
  compatLagDeviation: lag(
    "nodejs_eventloop_lag_stddev_seconds",
    "Standard deviation of recent delays of the event loop.",
  ),
  compatLagMedian: lag(
    "nodejs_eventloop_lag_p50_seconds",
    "50th percentile of recent delays of the event loop.",
  ),
  compatLagP90: lag(
    "nodejs_eventloop_lag_p90_seconds",
    "90th percentile of recent delays of the event loop.",
  ),
  compatLagP99: lag(
    "nodejs_eventloop_lag_p99_seconds",
    "99th percentile of recent delays of the event loop.",
  ),
  compatResources: byType("nodejs_active_resources", "Resources that keep the event loop alive."),
  compatHandles: byType("nodejs_active_handles", "Active handles of libuv, by class."),
  compatRequests: byType("nodejs_active_requests", "Active requests of libuv, by class."),
  compatHeapTotal: bytes("nodejs_heap_size_total_bytes", "Heap that V8 reserved."),
  compatHeapUsed: bytes("nodejs_heap_size_used_bytes", "Heap in use."),
  compatExternalMemory: bytes("nodejs_external_memory_bytes", "Native memory of JS objects."),
  compatSpaceTotal: bySpace("nodejs_heap_space_size_total_bytes", "Size of a heap space."),
  compatSpaceUsed: bySpace("nodejs_heap_space_size_used_bytes", "Use of a heap space."),
  compatSpaceAvailable: bySpace(
    "nodejs_heap_space_size_available_bytes",
    "Free part of a heap space.",
  ),
  compatVersion: gauge({
    name: "nodejs_version_info",
    help: "Always 1: the version of Node.js.",
    labels: ["version", "major", "minor", "patch"],
    kind: "once",
    expected: 1,
  }),
  compatCollections: histogram({
    name: "nodejs_gc_duration_seconds",
    help: "Garbage collections by kind (major, minor, incremental, weakcb), every one of them.",
    unit: "seconds",
    labels: ["kind"],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    expected: 4,
  }),
};

export type CompatMetrics = typeof compatMetrics;

function seconds(name: string, help: string) {
  return counter({ name, help, unit: "seconds", kind: "polled" });
}

function bytes(name: string, help: string) {
  return gauge({ name, help, unit: "bytes", kind: "polled" });
}

function lag(name: string, help: string) {
  return gauge({ name, help, unit: "seconds", kind: "polled" });
}

function byType(name: string, help: string) {
  return gauge({ name, help, labels: ["type"], kind: "polled", expected: 8, labelLimit: 50 });
}

function bySpace(name: string, help: string) {
  return gauge({ name, help, unit: "bytes", labels: ["space"], kind: "polled", expected: 13 });
}
