import { strict as assert } from "node:assert";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { assertSeries, eventually } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

class ConfigService {
  get(key: string): number | undefined {
    return key === "METRICS_PORT" ? 9464 : undefined;
  }
}

class ConfigModule {}
Module({ providers: [ConfigService], exports: [ConfigService] })(ConfigModule);

interface Accounts {
  signUp(plan: "free" | "pro"): void;
}

export const example: Example = {
  page: "packages/nestjs/README.md",
  blocks: {
    "main.ts": {
      check: async ({ scrape }) => {
        assert.equal((await scrape({ url: "http://localhost:3000/nowhere" })).status, 404);
        await eventually(async () =>
          assertSeries(
            (await scrape()).text,
            'http_server_request_duration_seconds_count{http_request_method="GET",http_route="<unmatched>"',
          ),
        );
      },
    },
    Use: {
      given: () => ({ ConfigService, ConfigModule }),
      check: async ({ exports, scrape }) => {
        const root = exports["AppModule"] as new () => object;
        const accounts = exports["Accounts"] as new () => Accounts;
        const app = await NestFactory.create(root, { logger: false });
        await app.listen(3000);
        app.get(accounts, { strict: false }).signUp("pro");
        assertSeries((await scrape()).text, 'signups_total{plan="pro"} 1');
        await app.close();
      },
    },
  },
};
