import { promenade, type Plugin, type PluginFactory } from "@promenade/core";
import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

type Metrics = Plugin["metrics"];

interface ShopPlugin {
  readonly shop: PluginFactory<Metrics, { readonly stock: { countOutOfStock(): Promise<number> } }>;
  onOrder(channel: string, euros: number): void;
}

export const example: Example = {
  page: "docs/guides/custom-metrics.md",
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
