import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import { eventually } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const stopped: string[] = [];

export const example: Example = {
  page: "docs/guides/kubernetes.md",
  hasPrometheus: true,
  blocks: {
    "promenade.ts": {
      check: async ({ exports, scrape }) => {
        const statusOf = async (path: string): Promise<number> =>
          (await scrape({ url: `http://localhost:9464${path}` })).status;
        assert.equal(await statusOf("/-/healthy"), 200);
        assert.equal(await statusOf("/-/ready"), 503);
        (exports["setReady"] as (ready: boolean) => void)(true);
        assert.equal(await statusOf("/-/ready"), 200);
      },
    },
    "The end of a pod": {
      given: async () => {
        const server = createServer();
        server.once("close", () => stopped.push("server"));
        await once(server.listen(3000), "listening");
        const stop = (): Promise<void> => Promise.resolve(void stopped.push("metrics"));
        return { server, metrics: { stop } };
      },
      check: async () => {
        process.kill(process.pid, "SIGTERM");
        await eventually(() => Promise.resolve(assert.deepEqual(stopped, ["server", "metrics"])));
      },
    },
  },
};
