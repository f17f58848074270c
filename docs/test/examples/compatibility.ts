import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "docs/guides/compatibility.md",
  blocks: {
    "promenade.ts": {
      check: async ({ scrape }) => {
        assertSeries((await scrape()).text, 'promenade_series{plugin="node"} ');
      },
    },
  },
};
