import { strict as assert } from "node:assert";
import cluster from "node:cluster";
import { promenade, type Plugin, type Promenade } from "@promenade/core";
import { Queue } from "bullmq";
import { assertSeries, eventually } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/processes.md",
  services: ["redis"],
  environment: { NODE_APP_INSTANCE: "0" },
  blocks: {
    "main.ts": {
      check: async ({ scrape }) => {
        const count = Object.keys(cluster.workers ?? {}).length;
        for (let port = 9464; port < 9464 + count; port += 1) {
          const url = `http://localhost:${port}/metrics`;
          const { text } = await eventually(async () => await scrape({ url }));
          assertSeries(text, "process_uptime_seconds ");
        }
        assert.equal((await scrape({ url: "http://localhost:3000" })).text, "hello");
      },
    },
    PM2: {
      check: ({ exports, log }) => {
        assert.match((exports["metrics"] as Promenade).url ?? "", /^http:/);
        assert.match(log(), /metrics at http:\/\/localhost:9464\/metrics/);
      },
    },
    "What is read by all": {
      given: () => ({ emails: new Queue("emails", { connection: redis() }) }),
      check: async ({ exports, scrape }) => {
        await promenade({ plugins: [exports["plugin"] as Plugin] }).start();
        assertSeries((await scrape()).text, 'bullmq_queue_jobs{queue="emails",state="waiting"} 0');
      },
    },
  },
};

function redis(): { readonly url: string } {
  return { url: process.env["REDIS_URL"] ?? "" };
}
