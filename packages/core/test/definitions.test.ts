import { describe, expect, it } from "vitest";
import { counter, gauge, histogram, PromenadeError } from "../src/index.ts";

const help = "Something that is measured.";

describe("definitions", () => {
  it("are plain frozen data", () => {
    const requests = counter({ name: "http_requests_total", help, labels: ["http_route"] });
    expect(requests).toEqual({
      type: "counter",
      name: "http_requests_total",
      help,
      unit: undefined,
      labels: ["http_route"],
      kind: "event",
      scope: "local",
      buckets: [],
      expected: 10,
      labelLimit: undefined,
    });
    expect(Object.isFrozen(requests) && Object.isFrozen(requests.labels)).toBe(true);
  });

  it("give durations and sizes default buckets", () => {
    expect(histogram({ name: "work_duration_seconds", help, unit: "seconds" }).buckets).toContain(
      0.075,
    );
    expect(histogram({ name: "body_size_bytes", help, unit: "bytes" }).buckets[0]).toBe(256);
  });

  const wrong: readonly (readonly [string, () => unknown])[] = [
    ["a camelCase name", () => counter({ name: "httpRequests_total", help })],
    ["a counter without _total", () => counter({ name: "http_requests", help })],
    ["a gauge with _total", () => gauge({ name: "handles_total", help })],
    ["a name without its unit", () => gauge({ name: "heap_used", help, unit: "bytes" })],
    [
      "a counter whose unit is not before _total",
      () => counter({ name: "cpu_total", help, unit: "seconds" }),
    ],
    ["a unit that is no base unit", () => gauge({ name: "lag_milliseconds", help })],
    ["an unknown unit", () => gauge({ name: "lag_ms", help, unit: "ms" as "seconds" })],
    ["a suffix that histograms add", () => gauge({ name: "latency_bucket", help })],
    ["an empty help", () => gauge({ name: "queue_depth", help: " " })],
    [
      "a label that Prometheus sets",
      () => gauge({ name: "queue_depth", help, labels: ["instance"] }),
    ],
    [
      "a label that is no identifier",
      () => gauge({ name: "queue_depth", help, labels: ["http-route"] }),
    ],
    ["a label twice", () => gauge({ name: "queue_depth", help, labels: ["queue", "queue"] })],
    [
      "a histogram without buckets or a unit that has some",
      () => histogram({ name: "batch_messages", help }),
    ],
    ["buckets out of order", () => histogram({ name: "batch_messages", help, buckets: [2, 1] })],
    [
      "an infinite bucket",
      () => histogram({ name: "batch_messages", help, buckets: [1, Number.POSITIVE_INFINITY] }),
    ],
    ["a limit of zero", () => gauge({ name: "queue_depth", help, labelLimit: 0 })],
  ];
  it.each(wrong)("refuse %s with a coded error that names the metric", (_, make) => {
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(PromenadeError.isInstance(thrown) && thrown.code).toBe("PROMENADE_METRIC_INVALID");
    expect((thrown as Error).message).toMatch(/^Metric ".+" .+\. \[PROMENADE_METRIC_INVALID\]$/);
  });
});
