/**
 * What clients of Prometheus in every language say of their process, under names that are agreed. Two of them in one
 * process say the same, so that leaving one out is no loss, and nothing to tell.
 * Source: https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
 */
export const processMetrics: ReadonlySet<string> = new Set([
  "process_cpu_seconds_total",
  "process_open_fds",
  "process_max_fds",
  "process_virtual_memory_bytes",
  "process_virtual_memory_max_bytes",
  "process_resident_memory_bytes",
  "process_heap_bytes",
  "process_start_time_seconds",
  "process_threads",
]);
