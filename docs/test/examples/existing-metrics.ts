import { strict as assert } from "node:assert";
import client from "prom-client";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/existing-metrics.md",
  blocks: {
    "Promenade serves theirs too": {
      check: async ({ scrape }) => {
        assertSeries((await scrape()).text, "logins_total 1");
      },
    },
    "They serve Promenade's": {
      check: async ({ exports }) => {
        assertSeries(await client.register.metrics(), "promenade_start_time_seconds{");
        (exports["undo"] as () => void)();
        assert.doesNotMatch(await client.register.metrics(), /promenade_/);
      },
    },
  },
};
