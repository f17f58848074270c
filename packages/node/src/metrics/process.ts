import { counter, gauge } from "@promenade/core";

/**
 * The process as the operating system sees it.
 * Source of the names: OpenTelemetry semantic conventions, `process.*`. Where these end in `_count`, which Prometheus
 * keeps for histograms, the names are those of Prometheus' client libraries. Limits and throttling have none in either.
 */
export const processMetrics = {
  cpuTime: counter({
    name: "process_cpu_time_seconds_total",
    help: "CPU time that the process used, by mode (user, system).",
    unit: "seconds",
    labels: ["cpu_mode"],
    kind: "polled",
    expected: 2,
  }),
  cpuLimit: gauge({
    name: "process_cpu_limit_cores",
    help: "CPUs that the process may use: the quota of its control group, else the CPUs that it may run on.",
    kind: "polled",
  }),
  cpuThrottled: counter({
    name: "process_cpu_throttled_seconds_total",
    help: "Time that the control group was kept off its CPUs because its quota was used up, added up over them; absent without a quota.",
    unit: "seconds",
    kind: "polled",
  }),
  memoryUsage: gauge({
    name: "process_memory_usage_bytes",
    help: "Physical memory that the process uses (resident set).",
    unit: "bytes",
    kind: "polled",
  }),
  memoryPeak: gauge({
    name: "process_memory_peak_bytes",
    help: "The most physical memory that the process has used since it started.",
    unit: "bytes",
    kind: "polled",
  }),
  memoryVirtual: gauge({
    name: "process_memory_virtual_bytes",
    help: "Virtual memory that the process reserved.",
    unit: "bytes",
    kind: "polled",
  }),
  memoryLimit: gauge({
    name: "process_memory_limit_bytes",
    help: "Physical memory that the process may use: the limit of its control group, else the memory of the machine.",
    unit: "bytes",
    kind: "polled",
  }),
  fileDescriptors: gauge({
    name: "process_open_fds",
    help: "File descriptors that the process has open: files, sockets, pipes.",
    kind: "polled",
  }),
  fileDescriptorLimit: gauge({
    name: "process_max_fds",
    help: "File descriptors that the process may have open (soft limit).",
    kind: "polled",
  }),
  threads: gauge({
    name: "process_threads",
    help: "Threads of the process: the event loop, V8's, libuv's pool, workers.",
    kind: "polled",
  }),
  contextSwitches: counter({
    name: "process_context_switches_total",
    help: "Times that the process gave up the CPU (voluntary) or had it taken away (involuntary).",
    labels: ["process_context_switch_type"],
    kind: "polled",
    expected: 2,
  }),
  pageFaults: counter({
    name: "process_paging_faults_total",
    help: "Page faults that needed the disk (major) or did not (minor).",
    labels: ["system_paging_fault_type"],
    kind: "polled",
    expected: 2,
  }),
  diskBytes: counter({
    name: "process_disk_io_bytes_total",
    help: "Bytes that the process caused to be read from or written to storage, by direction (read, write).",
    unit: "bytes",
    labels: ["disk_io_direction"],
    kind: "polled",
    expected: 2,
  }),
};
