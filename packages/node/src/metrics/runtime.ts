import { counter, gauge, histogram } from "@promenade/core";

/** Bounds of the event loop's delay in seconds: from a healthy loop to one that stood still. */
const delayBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Bounds of garbage collections in seconds: minor ones take a fraction of a millisecond. */
const pauseBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** V8 of Node.js 24 has 13 heap spaces. */
const heapSpaces = 13;

/**
 * Node.js and V8.
 * Source of the names: OpenTelemetry semantic conventions, `nodejs.*` and `v8js.*`, as far as these go.
 */
export const runtimeMetrics = {
  eventLoopDelay: histogram({
    name: "nodejs_eventloop_delay_seconds",
    help: "How late the event loop ran a timer that was due; sampled at even intervals, also throughout a block.",
    unit: "seconds",
    buckets: delayBuckets,
  }),
  eventLoopTime: counter({
    name: "nodejs_eventloop_time_seconds_total",
    help: "Time that the event loop ran callbacks (active) or waited for events (idle).",
    unit: "seconds",
    labels: ["nodejs_eventloop_state"],
    kind: "polled",
    expected: 2,
  }),
  gcDuration: histogram({
    name: "v8js_gc_duration_seconds",
    help: "Garbage collections by type (major, minor, incremental, weakcb), every one of them.",
    unit: "seconds",
    labels: ["v8js_gc_type"],
    buckets: pauseBuckets,
    expected: 4,
  }),
  heapUsed: gauge({
    name: "v8js_memory_heap_used_bytes",
    help: "Heap memory in use, by heap space.",
    unit: "bytes",
    labels: ["v8js_heap_space_name"],
    kind: "polled",
    expected: heapSpaces,
  }),
  heapLimit: gauge({
    name: "v8js_memory_heap_limit_bytes",
    help: "What the heap may grow to before the process dies of it (--max-old-space-size and the young generation).",
    unit: "bytes",
    kind: "polled",
  }),
  heapSpaceSize: gauge({
    name: "v8js_memory_heap_space_size_bytes",
    help: "Memory that V8 reserved, by heap space.",
    unit: "bytes",
    labels: ["v8js_heap_space_name"],
    kind: "polled",
    expected: heapSpaces,
  }),
  heapSpaceAvailable: gauge({
    name: "v8js_memory_heap_space_available_size_bytes",
    help: "Memory that is free within what V8 reserved, by heap space.",
    unit: "bytes",
    labels: ["v8js_heap_space_name"],
    kind: "polled",
    expected: heapSpaces,
  }),
  heapSpacePhysical: gauge({
    name: "v8js_memory_heap_space_physical_size_bytes",
    help: "Physical memory behind a heap space.",
    unit: "bytes",
    labels: ["v8js_heap_space_name"],
    kind: "polled",
    expected: heapSpaces,
  }),
  memoryByKind: gauge({
    name: "nodejs_memory_usage_bytes",
    help: "Memory that Node.js accounts for, without overlap: heap, array_buffers, external (other native memory of JS objects), malloced (V8's own).",
    unit: "bytes",
    labels: ["nodejs_memory_kind"],
    kind: "polled",
    expected: 4,
  }),
  contexts: gauge({
    name: "v8js_contexts",
    help: "V8 contexts that exist (native), and those let go of but not yet collected (detached): a leak when they stay.",
    labels: ["v8js_context_state"],
    kind: "polled",
    expected: 2,
  }),
  activeResources: gauge({
    name: "v8js_resource_active",
    help: "Resources that keep the event loop alive, by type: sockets, timers, file operations.",
    labels: ["v8js_resource_type"],
    kind: "polled",
    expected: 8,
    labelLimit: 50,
  }),
  uncaughtExceptions: counter({
    name: "nodejs_uncaught_exceptions_total",
    help: "Exceptions that nothing caught, by origin (uncaughtException, unhandledRejection); most processes die of the first.",
    labels: ["nodejs_exception_origin"],
    expected: 2,
  }),
  warnings: counter({
    name: "nodejs_warnings_total",
    help: "Warnings that Node.js or a library emitted, by name: MaxListenersExceededWarning points at a leak.",
    labels: ["nodejs_warning_name"],
    expected: 3,
    labelLimit: 20,
  }),
  threadPoolSize: gauge({
    name: "nodejs_threadpool_size",
    help: "Threads of libuv's pool, which runs file system, DNS, crypto and zlib work (UV_THREADPOOL_SIZE).",
    kind: "once",
  }),
};
