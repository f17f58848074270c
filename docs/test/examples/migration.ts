import { NestFactory } from "@nestjs/core";
import client from "prom-client";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const theirs = "process_cpu_user_seconds_total ";
const ours = "process_uptime_seconds ";
const logins = (): void => new client.Counter({ name: "logins_total", help: "Logins." }).inc();

export const example: Example = {
  page: "docs/guides/migration.md",
  hasPrometheus: true,
  blocks: {
    "From prom-client": {
      check: async ({ scrape }) => {
        logins();
        assertSeries((await scrape()).text, theirs, ours, "logins_total 1");
      },
    },
    "From nestjs-prometheus": {
      check: async ({ exports, scrape }) => {
        const module = exports["AppModule"] as new () => object;
        const app = await NestFactory.create(module, { logger: false });
        await app.listen(3000);
        logins();
        assertSeries((await scrape()).text, theirs, ours, "logins_total 1");
        await app.close();
      },
    },
  },
};
