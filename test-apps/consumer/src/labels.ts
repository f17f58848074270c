import {
  counter,
  definePlugin,
  gauge,
  histogram,
  type Plugin,
  type PluginFactory,
  type Promenade,
} from "@promenade/core";
import { matches, quantile, query, rate, ratio, timeseries, value } from "@promenade/dashboard";

/** Compiled, and never run: a label that a metric does not have is an error in every TypeScript, wherever it stands. */

export const metrics = {
  orders: counter({ name: "shop_orders_total", help: "Orders placed.", labels: ["channel"] }),
  checkout: histogram({
    name: "shop_checkout_duration_seconds",
    help: "Time from the first click to the order.",
    unit: "seconds",
    labels: ["channel", "country"],
  }),
  carts: gauge({ name: "shop_carts", help: "Carts that are open.", kind: "polled" }),
} as const;

export interface ShopOptions {
  readonly currency: string;
}

export const shop: PluginFactory<typeof metrics, ShopOptions> = definePlugin<
  typeof metrics,
  ShopOptions
>({
  name: "shop",
  metrics,
  options: { currency: (given) => (typeof given === "string" ? undefined : "a text") },
  setup(context) {
    context.on<{ readonly channel: string }>("shop.orders", ({ channel }) => {
      context.metrics.orders.inc({ channel });
      // @ts-expect-error a label is missing
      context.metrics.checkout.observe({ channel }, 1);
    });
    context.poll({
      name: "carts",
      metrics: ["carts"],
      collect(record) {
        record.set("carts", 3);
        // @ts-expect-error the metric has no labels
        record.set("carts", { channel: "web" }, 3);
      },
    });
    // @ts-expect-error there is no such metric
    context.isEnabled("cart");
  },
});

export const plugins: readonly Plugin[] = [shop(), shop({ currency: "EUR", except: ["carts"] })];
// @ts-expect-error there is no such metric
shop({ only: ["cart"] });
// @ts-expect-error the option has another type
shop({ currency: 7 });

export function count(promenade: Promenade): void {
  const orders = promenade.register(metrics.orders);
  orders.inc({ channel: "web" });
  orders.inc({ channel: "web" }, 2);
  orders.bind({ channel: "web" }).inc();
  // @ts-expect-error the label has another name
  orders.inc({ chanel: "web" });
  // @ts-expect-error a label is missing
  orders.inc();
  // @ts-expect-error a counter is not set
  orders.set({ channel: "web" }, 1);
  promenade.register(metrics.carts).set(3);
}

const where = { channel: matches("web|shop") };

export const panel = timeseries({
  title: "Orders",
  description: "Orders per second.",
  queries: [
    query(rate(metrics.orders, { by: ["channel"], where }), "{{channel}}"),
    query(quantile(0.95, metrics.checkout, { by: ["country"] }), "{{country}} p95"),
    query(ratio(rate(metrics.orders, { where }), rate(metrics.orders)), "share"),
    query(value(metrics.carts), "carts"),
    // @ts-expect-error a label of another metric
    query(rate(metrics.orders, { by: ["country"] }), "orders"),
    // @ts-expect-error the label has another name
    query(rate(metrics.orders, { where: { chanel: "web" } }), "orders"),
    // @ts-expect-error a counter has no quantiles
    query(quantile(0.95, metrics.orders), "p95"),
    // @ts-expect-error the result of the query has no such label
    query(rate(metrics.orders, { by: ["channel"] }), "{{country}}"),
  ],
});
