import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createEngine } from "../../src/index.ts";
import { SampleStore } from "../../src/samples/store.ts";
import { Target } from "../../src/samples/target.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of what is reachable. */
function taken(): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const series = 20_000;
const traceId = "0af7651916cd43dd8448eb211c80319c";

const bodies: readonly (readonly [title: string, text: (round: number) => string])[] = [
  ["values that stay", () => lines(() => 1)],
  ["values that change", (round) => lines((index) => round * index + 0.5)],
  [
    "one new series at each scrape",
    (round) => `${lines(() => 1)}started{version="the build with the number ${round}"} 1\n`,
  ],
  [
    "one new exemplar at each scrape",
    (round) => `${lines(() => 1)}one_total ${round} # {trace_id="${traceId}"} ${round}\n`,
  ],
];

function lines(value: (index: number) => number): string {
  return Array.from(
    { length: series },
    (_, index) => `requests_total{method="GET",route="/products/${index}"} ${value(index)}\n`,
  ).join("");
}

it.each(bodies)(
  "the estimate of the memory is near what is taken: %s",
  (_title, text) => {
    const before = taken();
    const store = new SampleStore();
    const target = new Target(store, { job: "shop", instance: "localhost:9464", url: "" });
    for (let round = 0; round < 40; round += 1)
      target.ingest({
        time: 1_800_000_000_000 + round * 1000,
        durationSeconds: 0.01,
        result: { text: `${text(round)}# EOF\n`, contentType: "application/openmetrics-text" },
      });
    // The engine remembers something of each series that it read.
    createEngine().instant('count by (__name__) ({__name__=~".+"})', store, 1_800_000_040_000);
    const ratio = (taken() - before) / store.bytes;
    expect(target.status).toMatchObject({ health: "up", lastError: "" });
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.3);
  },
  120_000,
);
