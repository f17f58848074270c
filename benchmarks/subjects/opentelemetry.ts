import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { Subject } from "../subject.ts";

const exporter = new PrometheusExporter({ preventServerStart: true });
const provider = new MeterProvider({
  readers: [exporter],
  // Its default folds series after 2,000 of an instrument; the others are measured without a limit too.
  views: [{ instrumentName: "*", aggregationCardinalityLimit: 200_001 }],
});
const meter = provider.getMeter("benchmark");

export const subject: Subject = {
  name: "opentelemetry",
  counter(name) {
    const made = meter.createCounter(name.replace(/_total$/, ""));
    return {
      inc: (labels) => made.add(1, labels),
      bind: (labels) => ({ inc: () => made.add(1, labels) }),
    };
  },
  gauge(name) {
    const made = meter.createGauge(name);
    return { set: (labels, value) => made.record(value, labels) };
  },
  histogram(name, _, buckets) {
    const made = meter.createHistogram(name, {
      advice: { explicitBucketBoundaries: [...buckets] },
    });
    return {
      observe: (labels, value) => made.record(value, labels),
      bind: (labels) => ({ observe: (value) => made.record(value, labels) }),
    };
  },
  serve: (request, response) => exporter.getMetricsRequestHandler(request, response),
};
