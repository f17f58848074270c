import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { request, type RequestOptions } from "node:https";
import { join } from "node:path";
import type { Promenade } from "@promenade/core";
import { repository } from "../pages.ts";
import { assertSeries, bearer } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

const pem = (name: string): string =>
  readFileSync(join(repository, "packages/core/test/server/fixtures", name), "utf8");
const [cert, key] = [pem("cert.pem"), pem("key.pem")];
const basic = Buffer.from("prometheus:correct horse").toString("base64");

/** The status over TLS, or the code of the failure. */
async function statusOverTls(options: RequestOptions): Promise<number | string> {
  return await new Promise((resolve) => {
    request("https://localhost:9464/metrics", { ca: cert, agent: false, ...options })
      .once("response", ({ statusCode = 0 }) => resolve(statusCode))
      .once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end();
  });
}

export const example: Example = {
  page: "docs/guides/metrics-server.md",
  environment: { METRICS_PASSWORD: "correct horse" },
  files: {
    "/run/secrets/metrics-token": "open sesame\n",
    "/etc/tls/key.pem": key,
    "/etc/tls/cert.pem": cert,
    "/etc/tls/prometheus-ca.pem": cert,
  },
  blocks: {
    "The metrics server": {
      check: async ({ scrape }) => {
        for (const path of ["/metrics", "/-/healthy", "/-/ready"])
          assert.equal((await scrape({ url: `http://10.0.0.7:9464${path}` })).status, 200);
      },
    },
    Authentication: {
      check: async ({ exports, scrape }) => {
        const { byToken, byPassword } = exports as unknown as Record<string, Promenade>;
        await byToken?.start();
        assert.equal((await scrape()).status, 401);
        assert.equal((await scrape(bearer("open sesame"))).status, 200);
        await byToken?.stop();
        await byPassword?.start();
        assert.equal((await scrape(bearer("open sesame"))).status, 401);
        const headers = { authorization: `Basic ${basic}` };
        assert.equal((await scrape({ headers })).status, 200);
        await byPassword?.stop();
      },
    },
    TLS: {
      check: async ({ exports }) => {
        const metrics = exports["metrics"] as Promenade;
        await metrics.start();
        assert.equal(await statusOverTls({ cert, key }), 200);
        assert.equal(typeof (await statusOverTls({})), "string");
        await metrics.stop();
      },
    },
    "A route in your app": {
      check: async ({ exports, scrape }) => {
        const series = "promenade_start_time_seconds{";
        const url = "http://localhost:3000/internal/metrics";
        assertSeries((await scrape({ url })).text, series);
        assert.equal((await scrape({ url: "http://localhost:3000/" })).text, "hello");
        const get = exports["GET"] as (request: Request) => Promise<Response>;
        assertSeries(await (await get(new Request("http://shop/metrics"))).text(), series);
        await assert.rejects(scrape());
      },
    },
  },
};
