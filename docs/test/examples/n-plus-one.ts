import { assertSeries } from "../run/checks.ts";
import { connect } from "../run/clients.ts";
import type { Example } from "../run/example.ts";

type RunImport = (name: string, work: () => Promise<unknown>) => Promise<unknown>;

export const example: Example = {
  page: "docs/guides/n-plus-one.md",
  services: ["prisma"],
  blocks: {
    "Units of your own": {
      check: async ({ exports, scrape }) => {
        const client = await connect();
        await (exports["runImport"] as RunImport)("nightly", async () => {
          for (let id = 1; id <= 5; id += 1) await client.customer.findUnique({ where: { id } });
        });
        assertSeries(
          (await scrape()).text,
          'app_n_plus_one_total{plugin="prisma",kind="import",unit="nightly",call="Customer.findUnique"} 1',
          'prisma_queries_per_unit_sum{kind="import",unit="nightly"} 5',
        );
      },
    },
  },
};
