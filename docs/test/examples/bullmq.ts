import { strict as assert } from "node:assert";
import { BullModule } from "@nestjs/bullmq";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { bullmq } from "@promenade/bullmq";
import { promenade, type Plugin } from "@promenade/core";
import type { Queue } from "bullmq";
import { assertSeries, eventually } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const connection = { host: "127.0.0.1", port: 6379 };

export const example: Example = {
  page: "packages/bullmq/README.md",
  services: ["redis"],
  blocks: {
    Use: {
      check: async ({ exports, scrape }) => {
        await (exports["mails"] as Queue).add("welcome", { to: "Ada" });
        await eventually(async () =>
          assertSeries(
            (await scrape()).text,
            'bullmq_jobs_added_total{queue="mails",job_name="welcome",source="add"} 1',
            'bullmq_job_duration_seconds_count{queue="mails",job_name="welcome",outcome="completed"} ',
            'bullmq_queue_jobs{queue="mails",state="completed"} ',
            'bullmq_workers{queue="mails",worker_state="running"} 1',
          ),
        );
      },
    },
    "Use (2)": {
      given: async () => {
        class App {}
        const queues = BullModule.registerQueue({ name: "reports" });
        Module({ imports: [BullModule.forRoot({ connection }), queues] })(App);
        return { app: await NestFactory.createApplicationContext(App, { logger: false }) };
      },
      check: async ({ exports, scrape }) => {
        await promenade({ plugins: [exports["plugin"] as Plugin] }).start();
        assertSeries((await scrape()).text, 'bullmq_queue_jobs{queue="reports",state="waiting"} 0');
      },
    },
    "Beside OpenTelemetry": {
      given: () => ({ connection }),
      check: async ({ exports, text }) => {
        await promenade({ server: false, plugins: [bullmq()] }).start();
        await (exports["queue"] as Queue).add("welcome", {});
        const added = 'bullmq_jobs_added_total{queue="mails",job_name="welcome",source="add"} 1';
        assertSeries(await text(), added);
        assert.equal(typeof (exports["queue"] as Queue).opts.telemetry, "object");
      },
    },
  },
};
