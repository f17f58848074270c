import { strict as assert } from "node:assert";
import { hostname } from "node:os";
import { assertSeries, bearer, eventually, startReceiver, type Received } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const route = { url: "http://localhost:3000/metrics" };
let pushes: readonly Received[] = [];

export const example: Example = {
  page: "docs/guides/no-scrape.md",
  environment: { METRICS_TOKEN: "open sesame" },
  blocks: {
    "One dyno, one route": {
      check: async ({ scrape }) => {
        assert.equal((await scrape(route)).status, 401);
        const { text } = await scrape({ ...route, ...bearer("open sesame") });
        assertSeries(text, "promenade_start_time_seconds{");
        await assert.rejects(scrape());
      },
    },
    "A push of the text": {
      given: async () => {
        pushes = await startReceiver(9091);
        return {};
      },
      check: async () => {
        process.kill(process.pid, "SIGTERM");
        await eventually(() => Promise.resolve(assert.equal(pushes.length, 1)));
        const [push] = pushes;
        assert.equal(push?.method, "PUT");
        assert.equal(push?.url, `/metrics/job/shop/instance/${hostname()}`);
        assertSeries(push?.body ?? "", "promenade_start_time_seconds{");
      },
    },
  },
};
