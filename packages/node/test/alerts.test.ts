import { testAlerts, type InputSeries } from "@promenade/testing";
import { alerts } from "../src/dashboard.ts";

const target = 'job="shop",instance="a"';

/** The same value all the time. */
const steady = (value: number): string => `${value}+0x300`;
/** So many seconds, or events, per second. */
const growing = (perSecond: number): string => `0+${perSecond * 60}x300`;
/** A start every so many minutes. */
const restarting = (minutes: number): string =>
  Array.from({ length: 20 }, (_, index) => `${1000 + index}+0x${minutes - 1}`).join(" ");

/** The event loop's delay, with this share of samples above 100 ms; 50 samples a second. */
function delays(share: number): InputSeries {
  const bucket = (bound: string): string =>
    `nodejs_eventloop_delay_seconds_bucket{${target},le="${bound}"}`;
  return {
    [bucket("0.1")]: `0+${3000 * (1 - share)}x300`,
    [bucket("0.25")]: "0+3000x300",
    [bucket("+Inf")]: "0+3000x300",
  };
}

function loop(active: number): InputSeries {
  const time = (state: string): string =>
    `nodejs_eventloop_time_seconds_total{${target},nodejs_eventloop_state="${state}"}`;
  return { [time("active")]: growing(active), [time("idle")]: growing(1 - active) };
}

function heap(values: string): InputSeries {
  return {
    [`v8js_memory_heap_used_bytes{${target},v8js_heap_space_name="old_space"}`]: values,
    [`v8js_memory_heap_used_bytes{${target},v8js_heap_space_name="new_space"}`]: steady(10),
    [`v8js_memory_heap_limit_bytes{${target}}`]: steady(1000),
  };
}

function collecting(share: number): InputSeries {
  const sum = (type: string): string =>
    `v8js_gc_duration_seconds_sum{${target},v8js_gc_type="${type}"}`;
  return { [sum("major")]: growing(share - 0.01), [sum("minor")]: growing(0.01) };
}

const of = (name: string, values: string): InputSeries => ({ [`${name}{${target}}`]: values });

testAlerts(alerts, {
  PromenadeNodeEventLoopDelayHigh: { fires: delays(0.02), quiet: delays(0.005) },
  PromenadeNodeEventLoopSaturated: { fires: loop(0.95), quiet: loop(0.85) },
  PromenadeNodeGarbageCollectionHeavy: { fires: collecting(0.15), quiet: collecting(0.09) },
  PromenadeNodeCpuThrottled: {
    fires: of("process_cpu_throttled_seconds_total", growing(0.15)),
    quiet: of("process_cpu_throttled_seconds_total", growing(0.05)),
  },
  PromenadeNodeHeapNearLimit: { fires: heap(steady(910)), quiet: heap(steady(880)) },
  PromenadeNodeHeapWillBeFull: {
    fires: heap("500+1x300"),
    quiet: heap("500+0.7x300"),
    at: "3h",
  },
  PromenadeNodeMemoryNearLimit: {
    fires: {
      ...of("process_memory_usage_bytes", steady(950)),
      ...of("process_memory_limit_bytes", steady(1000)),
    },
    quiet: {
      ...of("process_memory_usage_bytes", steady(890)),
      ...of("process_memory_limit_bytes", steady(1000)),
    },
  },
  PromenadeNodeFileDescriptorsNearLimit: {
    fires: { ...of("process_open_fds", steady(850)), ...of("process_max_fds", steady(1000)) },
    quiet: { ...of("process_open_fds", steady(790)), ...of("process_max_fds", steady(1000)) },
  },
  PromenadeNodeRestartLoop: {
    fires: of("process_start_time_seconds", restarting(4)),
    quiet: of("process_start_time_seconds", restarting(8)),
  },
  PromenadeCollectorFailing: {
    fires: {
      [`promenade_collector_success{${target},plugin="node",collector="heap"}`]: steady(0),
      [`promenade_collector_success{${target},plugin="node",collector="process"}`]: steady(1),
    },
    quiet: {
      [`promenade_collector_success{${target},plugin="node",collector="heap"}`]: steady(1),
    },
  },
});
