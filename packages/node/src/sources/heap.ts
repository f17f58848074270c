import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";
import type { PluginContext } from "@promenade/core";
import type { NodeMetrics } from "../metrics.ts";

/** Registers the memory of Node.js and V8. */
export function pollHeap(context: PluginContext<NodeMetrics>): void {
  context.poll({
    name: "memory",
    metrics: ["memoryUsage", "memoryByKind"],
    collect: (record) => {
      const { rss, heapTotal, external, arrayBuffers } = process.memoryUsage();
      record.set("memoryUsage", rss);
      // Node.js counts array buffers within `external`.
      const kinds = {
        heap: heapTotal,
        array_buffers: arrayBuffers,
        external: Math.max(external - arrayBuffers, 0),
        malloced: getHeapStatistics().malloced_memory,
      };
      for (const [kind, bytes] of Object.entries(kinds)) {
        record.set("memoryByKind", { nodejs_memory_kind: kind }, bytes);
      }
    },
  });
  context.poll({
    name: "heap",
    metrics: [
      "heapLimit",
      "contexts",
      "heapUsed",
      "heapSpaceSize",
      "heapSpaceAvailable",
      "heapSpacePhysical",
    ],
    collect: (record) => {
      const statistics = getHeapStatistics();
      record.set("heapLimit", statistics.heap_size_limit);
      record.set(
        "contexts",
        { v8js_context_state: "native" },
        statistics.number_of_native_contexts,
      );
      record.set(
        "contexts",
        { v8js_context_state: "detached" },
        statistics.number_of_detached_contexts,
      );
      for (const space of getHeapSpaceStatistics()) {
        const labels = { v8js_heap_space_name: space.space_name };
        record.set("heapUsed", labels, space.space_used_size);
        record.set("heapSpaceSize", labels, space.space_size);
        record.set("heapSpaceAvailable", labels, space.space_available_size);
        record.set("heapSpacePhysical", labels, space.physical_space_size);
      }
    },
  });
}
