import { strict as assert } from "node:assert";
import { channel as nodeChannel } from "node:diagnostics_channel";
import {
  definePlugin,
  promenade,
  type Plugin,
  type PluginContext,
  type PluginFactory,
} from "@promenade/core";
import { assertSeries, startReceiver } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

type Factory = PluginFactory<Plugin["metrics"], object>;

/** Runs work as a unit of work, beside a plugin of the page. */
async function inUnit(plugin: unknown, work: () => Promise<void> | void): Promise<void> {
  let scopes: PluginContext["scopes"] | undefined;
  const opener = definePlugin({
    name: "opener",
    metrics: {},
    setup: (context) => {
      ({ scopes } = context);
    },
  });
  await promenade({ plugins: [(plugin as Factory)(), opener()] }).start();
  const scope = scopes?.open("http", "/orders");
  assert.ok(scope !== undefined && scopes !== undefined);
  await scopes.run(scope, async () => await work());
  scopes.end(scope);
}

export const example: Example = {
  page: "docs/guides/writing-a-plugin.md",
  blocks: {
    "The factory": {
      check: async ({ scrape, log }) => {
        await startReceiver(3000);
        await (await fetch("http://localhost:3000/")).text();
        assertSeries(
          (await scrape()).text,
          'http_client_request_duration_seconds_count{server_address="localhost",http_request_method="GET",http_response_status_code="200"} 1',
          "undici_requests_in_flight ",
        );
        assert.match(log(), /undici:request:create/);
      },
    },
    "Units of work": {
      check: async ({ exports, scrape }) => {
        await startReceiver(3000);
        await inUnit(exports["outgoing"], async () => {
          for (const path of ["/a", "/b"]) await fetch(`http://localhost:3000${path}`);
        });
        const series = 'outgoing_requests_per_unit_sum{kind="http",unit="/orders"} 2';
        assertSeries((await scrape()).text, series);
      },
    },
    "Units of work (2)": {
      check: async ({ exports, scrape }) => {
        const commands = nodeChannel("documents:command:start");
        await inUnit(exports["documents"], () => {
          for (let call = 0; call < 5; call += 1)
            commands.publish({ collection: "orders", name: "find" });
        });
        const labels = 'plugin="documents",kind="http",unit="/orders",call="orders.find"';
        assertSeries((await scrape()).text, `app_n_plus_one_total{${labels}} 1`);
      },
    },
    "Events of your own library": {
      check: ({ exports }) => {
        const messages: unknown[] = [];
        nodeChannel("shop:order:placed").subscribe((message) => void messages.push(message));
        (exports["onPlaced"] as (country: string, items: number) => void)("NL", 3);
        assert.deepEqual(messages, [{ country: "NL", items: 3 }]);
      },
    },
  },
};
