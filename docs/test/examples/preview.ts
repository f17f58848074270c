import { strict as assert } from "node:assert";
import { eventually } from "../run/checks.ts";
import type { Example, Ran } from "../run/example.ts";

async function assertPage({ scrape }: Ran): Promise<void> {
  const { status, text } = await scrape({ url: "http://localhost:9465/" });
  assert.equal(status, 200);
  assert.match(text, /<title>/);
}

export const example: Example = {
  page: "packages/preview/README.md",
  blocks: {
    Use: {
      check: async (ran) => {
        await eventually(async () => await assertPage(ran));
        const line = "[promenade] The preview of the dashboards is at http://localhost:9465/";
        assert.ok(ran.log().split("\n").includes(line), ran.log());
      },
    },
    "Use (2)": {
      check: async (ran) => {
        await assertPage(ran);
        assert.match(ran.log(), /^http:\/\/localhost:9465\/$/m);
      },
    },
  },
};
