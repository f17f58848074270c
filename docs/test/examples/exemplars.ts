import { strict as assert } from "node:assert";
import { histogram, type Promenade } from "@promenade/core";
import type { Example } from "../run/example.ts";

const span = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

export const example: Example = {
  page: "docs/guides/exemplars.md",
  blocks: {
    "A tracer of another kind": {
      given: () => ({ tracer: { current: () => ({ ...span, isSampled: true }) } }),
      check: async ({ exports, scrape }) => {
        const metrics = exports["metrics"] as Promenade;
        const duration = metrics.register(
          histogram({ name: "shop_work_duration_seconds", help: "Work.", unit: "seconds" }),
        );
        await metrics.start();
        duration.observe(0.1);
        const accept = "application/openmetrics-text";
        const { text } = await scrape({ headers: { accept } });
        const exemplar = `# {trace_id="${span.traceId}",span_id="${span.spanId}"} 0.1 `;
        assert.ok(text.includes(exemplar), text);
        assert.doesNotMatch((await scrape()).text, /trace_id/);
      },
    },
  },
};
