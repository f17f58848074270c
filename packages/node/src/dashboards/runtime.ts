import { dashboard } from "@promenade/dashboard";
import { metrics } from "../metrics.ts";
import { cpuAndMemory } from "./cpu-and-memory.ts";
import { eventLoop } from "./event-loop.ts";
import { garbageCollection, heap } from "./heap.ts";
import { overview } from "./overview.ts";
import { instances, resources } from "./resources.ts";

/** The process and the Node.js runtime. */
export const runtime = dashboard({
  uid: "promenade-node",
  title: "Node.js",
  description:
    "Event loop, heap, garbage collection, CPU, memory and descriptors of the processes.",
  anchor: metrics.uptime,
  tags: ["runtime"],
  rows: [overview, instances, eventLoop, cpuAndMemory, heap, garbageCollection, resources],
});
