import { assertSeries } from "../run/checks.ts";
import type { Example } from "../run/example.ts";

export const example: Example = {
  page: "packages/core/README.md",
  blocks: {
    Use: {
      given: () => ({ cart: { items: 3, seconds: 40 } }),
      check: async ({ text }) => {
        assertSeries(
          await text(),
          'shop_orders_total{channel="web"} 4',
          'shop_checkout_duration_seconds_sum{channel="web"} 40',
        );
      },
    },
  },
};
