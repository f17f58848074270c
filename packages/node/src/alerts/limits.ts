import {
  above,
  add,
  alert,
  and,
  ratio,
  scale,
  slope,
  type AlertDefinition,
} from "@promenade/dashboard";
import {
  descriptorsOfLimit,
  heap,
  heapLimit,
  heapOfLimit,
  memoryOfLimit,
} from "../dashboards/per-instance.ts";
import { metrics } from "../metrics.ts";

const dashboard = "promenade-node";
const sixHours = 6 * 3600;

/** The heap in six hours, if it goes on growing as it did. */
const heapInSixHours = add(
  heap,
  scale(slope(metrics.heapUsed, { by: ["job", "instance"] }), sixHours),
);

/** Alerts on what ends a process when it is used up. */
export const limitAlerts: readonly AlertDefinition[] = [
  alert({
    name: "PromenadeNodeHeapNearLimit",
    expression: heapOfLimit,
    above: 0.9,
    for: "5m",
    severity: "critical",
    summary: "The heap is almost full.",
    description:
      "The heap of {{ $labels.instance }} ({{ $labels.job }}) is at {{ $value | humanizePercentage }} of its limit.",
    runbook: {
      meaning:
        "V8 holds more than 90 % of the heap that it may have, and has done so for five minutes.",
      impact:
        "It collects garbage without end, which slows everything down; then the process dies with `JavaScript heap out of memory`.",
      diagnosis:
        "1. *Node.js* dashboard, *Heap by instance*: a slow rise is a leak, a jump is a large result or a cache without a bound.\n2. Take a heap snapshot before it dies: start with `--heapsnapshot-near-heap-limit=1`, or call `v8.writeHeapSnapshot()`.\n3. *Application* dashboard: does the version before do the same?",
      mitigation:
        "Restart the process to win time. If it began with a deploy, roll back. If the work really needs it, raise `--max-old-space-size` and the container's memory with it.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeHeapWillBeFull",
    expression: and(ratio(heapInSixHours, heapLimit), above(heapOfLimit, 0.5)),
    above: 1,
    for: "30m",
    window: "2h",
    severity: "warning",
    summary: "The heap will be full within six hours.",
    description:
      "If the heap of {{ $labels.instance }} ({{ $labels.job }}) goes on growing as in the last two hours, it reaches {{ $value | humanizePercentage }} of its limit in six hours.",
    runbook: {
      meaning:
        "The heap is more than half full, and its trend of two hours reaches the limit within six.",
      impact: "None yet. Later: a slow process, then a crash.",
      diagnosis:
        "Take two heap snapshots some minutes apart and compare them in Chrome's developer tools: what grows is what leaks. *Active resources by type* and MaxListenersExceededWarning (*Faults*) show forgotten timers, sockets and listeners.",
      mitigation:
        "Plan a restart before it is full, and roll back if the growth began with a deploy.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeMemoryNearLimit",
    expression: memoryOfLimit,
    above: 0.9,
    for: "5m",
    severity: "critical",
    summary: "The process is about to run out of memory.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) uses {{ $value | humanizePercentage }} of the memory that it may use.",
    runbook: {
      meaning:
        "Physical memory is above 90 % of the limit: the control group's (the container's), or the machine's where there is none.",
      impact:
        "At 100 % the kernel kills the process without a word in its log (exit code 137, `OOMKilled`).",
      diagnosis:
        "*Node.js* dashboard: *Memory by kind*. Heap: see PromenadeNodeHeapNearLimit. Array buffers: streams without back-pressure, caches of bytes. None of them grows: native libraries (images, databases), or malloc's fragmentation.",
      mitigation:
        "Raise the limit or restart to win time. Keep `--max-old-space-size` at about three quarters of the container's memory, so that V8 collects before the kernel kills.",
    },
    dashboard,
  }),
  alert({
    name: "PromenadeNodeFileDescriptorsNearLimit",
    expression: descriptorsOfLimit,
    above: 0.8,
    for: "5m",
    severity: "critical",
    summary: "The process is about to run out of file descriptors.",
    description:
      "{{ $labels.instance }} ({{ $labels.job }}) has {{ $value | humanizePercentage }} of its file descriptors open.",
    runbook: {
      meaning: "More than 80 % of the files and sockets that the process may have are open.",
      impact: "At 100 % it fails with EMFILE: no new connection, no file, no DNS.",
      diagnosis:
        "*Node.js* dashboard, *Active resources by type*: sockets mean clients that stay connected or a client without a connection pool. On the machine, `ls -l /proc/<pid>/fd` names them.",
      mitigation:
        "Raise the limit (`ulimit -n`, `LimitNOFILE=`), restart to win time, then close what leaks: read or cancel every response body, share agents and pools.",
    },
    dashboard,
  }),
];
