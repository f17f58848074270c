import { PrismaPg } from "@prisma/adapter-pg";
import { promenade } from "@promenade/core";
import { prisma } from "@promenade/prisma";
import { assertSeries } from "../run/checks.ts";
import { prismaClient, type Client } from "../run/clients.ts";
import type { Example } from "../run/example.ts";

const operation = 'prisma_operation_duration_seconds_count{model="Order",operation="findMany"';
const given = async (): Promise<Readonly<Record<string, unknown>>> => ({
  PrismaClient: await prismaClient(),
  PrismaPg,
});

interface Middleware {
  beforeQuery(query: object): void;
  afterQuery(query: object, result: object): void;
}

async function startPlugin(): Promise<void> {
  await promenade({ plugins: [prisma()] }).start();
}

export const example: Example = {
  page: "packages/prisma/README.md",
  services: ["prisma"],
  blocks: {
    Use: {
      given,
      check: async ({ exports, scrape }) => {
        await (exports["client"] as Client).order.findMany();
        assertSeries(
          (await scrape()).text,
          `${operation},outcome="ok"} 1`,
          'db_client_operation_duration_seconds_count{db_system_name="postgresql",db_operation_name="SELECT",db_client_connection_pool_name="main",model="Order"',
          'db_client_connection_max{db_client_connection_pool_name="main"} 10',
        );
      },
    },
    "Use (2)": {
      given,
      check: async ({ exports, scrape }) => {
        await startPlugin();
        await (exports["client"] as Client).order.findMany();
        const pool = 'db_client_connection_max{db_client_connection_pool_name="main"} ';
        assertSeries((await scrape()).text, `${operation},outcome="ok"} 1`, pool);
      },
    },
    "Other sources": {
      given: async () => {
        await startPlugin();
        return { work: () => Promise.resolve(1) };
      },
      check: async ({ scrape }) => {
        const labels = 'model="User",operation="findMany",outcome="ok"';
        assertSeries((await scrape()).text, `prisma_operation_duration_seconds_count{${labels}} 1`);
      },
    },
    "Other sources (2)": {
      check: async ({ exports, scrape }) => {
        await startPlugin();
        const middleware = exports["middleware"] as Middleware;
        const query = {};
        middleware.beforeQuery(query);
        middleware.afterQuery(query, { rowCount: 3 });
        const labels = 'db_system_name="postgresql",db_operation_name="SELECT"';
        assertSeries((await scrape()).text, `db_client_operation_duration_seconds_count{${labels}`);
      },
    },
  },
};
