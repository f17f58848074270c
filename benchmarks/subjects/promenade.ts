import { counter, gauge, histogram, promenade, Registry } from "@promenade/core";
import type { Subject } from "../subject.ts";

const registry = new Registry({ limits: { values: 200_000, series: 200_000 } });
const app = promenade({ registry, server: false });
const help = "A benchmark.";

export const subject: Subject = {
  name: "promenade",
  counter: (name, labels) => registry.register(counter({ name, help, labels })),
  gauge: (name, labels) => registry.register(gauge({ name, help, labels })),
  histogram: (name, labels, buckets) =>
    registry.register(histogram({ name, help, labels, buckets })),
  serve: (request, response) => app.handler(request, response),
};
