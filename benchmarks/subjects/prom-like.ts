import type { Subject } from "../subject.ts";

interface Options {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: unknown[];
  readonly buckets?: number[];
}

/** The parts of prom-client's API that its successor shares. */
export interface PromLike {
  readonly Registry: new () => { metrics(): Promise<string>; readonly contentType: string };
  readonly Counter: new (options: Options) => {
    inc(labels: object): void;
    labels(labels: object): { inc(): void };
  };
  readonly Gauge: new (options: Options) => { set(labels: object, value: number): void };
  readonly Histogram: new (options: Options) => {
    observe(labels: object, value: number): void;
    labels(labels: object): { observe(value: number): void };
  };
}

export function promLike(name: string, client: PromLike): Subject {
  const registry = new client.Registry();
  const common = { help: "A benchmark.", registers: [registry] };
  return {
    name,
    counter(metric, labels) {
      const made = new client.Counter({ ...common, name: metric, labelNames: [...labels] });
      return { inc: (values) => made.inc(values), bind: (values) => made.labels(values) };
    },
    gauge(metric, labels) {
      const made = new client.Gauge({ ...common, name: metric, labelNames: [...labels] });
      return { set: (values, value) => made.set(values, value) };
    },
    histogram(metric, labels, buckets) {
      const made = new client.Histogram({
        ...common,
        name: metric,
        labelNames: [...labels],
        buckets: [...buckets],
      });
      return {
        observe: (values, value) => made.observe(values, value),
        bind: (values) => made.labels(values),
      };
    },
    serve(_, response) {
      void registry.metrics().then((text) => {
        response.setHeader("content-type", registry.contentType);
        response.end(text);
      });
    },
  };
}
