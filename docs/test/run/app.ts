// The app that the pages' commands look at, on the port that is given: node app.ts 9464
import { histogram, promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";

const trace = { trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", span_id: "00f067aa0ba902b7" };
const metrics = promenade({
  service: "shop",
  version: "1.4.2",
  revision: process.env["DOCS_REVISION"] ?? "5f2c9e1",
  author: "Ada",
  environment: "production",
  plugins: [node(), prisma()],
  exemplars: () => trace,
  server: { port: Number(process.argv[2]) },
});
const checkout = metrics.register(
  histogram({
    name: "shop_checkout_duration_seconds",
    help: "Time from the first click to the order.",
    unit: "seconds",
  }),
);
await metrics.start();
checkout.observe(0.3);
// Metrics keep no process alive.
setInterval(() => undefined, 60_000);
