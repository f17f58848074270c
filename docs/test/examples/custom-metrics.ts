import { strict as assert } from "node:assert";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promenade, type Plugin, type PluginFactory } from "@promenade/core";
import { boardsOf } from "@promenade/grafana/files";
import { node } from "@promenade/node";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

type Metrics = Plugin["metrics"];

interface ShopPlugin {
  readonly shop: PluginFactory<Metrics, { readonly stock: { countOutOfStock(): Promise<number> } }>;
  onOrder(channel: string, euros: number): void;
}

const setUp = `import { promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { shop } from "./shop-plugin.ts";

export const metrics = promenade({ service: "shop", plugins: [node(), shop()] });
`;

/** A dashboard as somebody would have drawn it in Grafana. */
const [own] = await boardsOf([node()]);
const checkout = { ...own?.dashboards[1], uid: "checkout", title: "Checkout" };

export const example: Example = {
  page: "docs/guides/custom-metrics.md",
  services: ["grafana"],
  files: {
    "promenade.ts": setUp,
    "grafana/checkout.json": JSON.stringify(checkout),
    "grafana/checkout.rules.yaml": JSON.stringify({ groups: [] }),
  },
  afterCommands: async (directory) => {
    // Every replica reports the same number: the maximum, never a sum.
    const rules = await readFile(join(directory, "dashboards", "shop.rules.yaml"), "utf8");
    assert.match(rules, /max by \(job\) \(shop_articles_out_of_stock\) > 50/);
    await access(join(directory, "dashboards", "checkout.json"));
  },
  blocks: {
    "One metric, where it happens": {
      check: async ({ text }) => {
        assertSeries(await text(), 'shop_refunds_total{reason="late"} 1');
      },
    },
    "shop-plugin.ts": {
      check: async ({ exports, scrape }) => {
        const { shop, onOrder } = exports as unknown as ShopPlugin;
        onOrder("phone", 1);
        const stock = { countOutOfStock: () => Promise.resolve(7) };
        await promenade({ service: "shop", plugins: [shop({ stock })] }).start();
        onOrder("web", 30);
        assertSeries(
          (await scrape()).text,
          'shop_orders_total{channel="web"} 1',
          'shop_basket_value_euros_bucket{le="50",channel="web"} 1',
          "shop_articles_out_of_stock 7",
        );
      },
    },
  },
};
