import pg from "pg";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "README.md",
  services: ["postgres"],
  blocks: {
    "promenade.ts": {
      given: () => ({ pool: new pg.Pool({ connectionString: process.env["DATABASE_URL"] }) }),
      check: async ({ scrape }) => {
        const { text } = await scrape();
        assertSeries(text, "process_uptime_seconds ", "db_client_connection_max{");
      },
    },
  },
};
