import { collectDefaultMetrics, Registry as ClientRegistry } from "prom-client";
import { describe, expect, it } from "vitest";
import { DelayWindow } from "../src/compat/delay-window.ts";
import { compatMetrics, nodeMetrics } from "../src/index.ts";
import { block, seriesOf, startNode, wait } from "./helpers.ts";

interface ClientMetric {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** What prom-client itself registers. */
function clientMetrics(): readonly ClientMetric[] {
  const register = new ClientRegistry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray() as unknown as readonly ClientMetric[];
}

const ours = [...Object.values(nodeMetrics), ...Object.values(compatMetrics)];

describe("compat: prom-client", () => {
  it("has every default metric of prom-client but gauges that end in _total", () => {
    const theirs = clientMetrics();
    const leftOut = theirs.filter(({ name, type }) => type === "gauge" && name.endsWith("_total"));
    expect(leftOut.map(({ name }) => name).toSorted()).toEqual([
      "nodejs_active_handles_total",
      "nodejs_active_requests_total",
      "nodejs_active_resources_total",
    ]);
    const expected = theirs.filter((metric) => !leftOut.includes(metric)).map(({ name }) => name);
    const names = Object.values(compatMetrics).map(({ name }) => name);
    const anyway = ["process_start_time_seconds", "process_open_fds", "process_max_fds"];
    expect([...names, ...anyway].toSorted()).toEqual(expected.toSorted());
  });

  it("has prom-client's types, labels and buckets", () => {
    for (const metric of clientMetrics()) {
      const mine = ours.find(({ name }) => name === metric.name);
      if (mine === undefined) continue;
      expect({ name: mine.name, type: mine.type, labels: mine.labels }).toEqual({
        name: metric.name,
        type: metric.type,
        labels: metric.labelNames ?? [],
      });
      if (mine.type !== "histogram") continue;
      expect(mine.buckets).toEqual((metric as unknown as { upperBounds: number[] }).upperBounds);
    }
  });

  it("is off unless asked for", async () => {
    const samples = await (await startNode()).scrape();
    for (const { name } of Object.values(compatMetrics))
      expect(seriesOf(samples, name)).toEqual([]);
  });

  it("exposes each of them, with the series that prom-client has", async () => {
    const register = new ClientRegistry();
    collectDefaultMetrics({ register });
    const { scrape } = await startNode({ compat: "prom-client" });
    await wait(100);
    const samples = await scrape();
    const text = await register.metrics();
    for (const { name } of Object.values(compatMetrics)) {
      // Both are empty while nothing is pending, or while no collection of a kind has happened.
      if (/active_(?:handles|requests|resources)|gc_duration/.test(name)) continue;
      const theirs = text
        .split("\n")
        .flatMap((line) => (line.startsWith(name) ? [line.slice(0, line.lastIndexOf(" "))] : []));
      expect(seriesOf(samples, name).toSorted()).toEqual(theirs.toSorted());
    }
    expect(seriesOf(samples, "nodejs_active_resources{")).not.toEqual([]);
    expect(seriesOf(samples, "nodejs_gc_duration_seconds_count")).toHaveLength(4);
    expect(samples.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  });

  it("shows a block to every scraper", async () => {
    const { scrape } = await startNode({ compat: "prom-client" });
    await wait(100);
    block(250);
    await wait(60);
    for (const samples of [await scrape(), await scrape()]) {
      expect(samples.get("nodejs_eventloop_lag_max_seconds")).toBeGreaterThan(0.2);
      expect(samples.get("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0.15);
      expect(samples.get("nodejs_eventloop_lag_min_seconds")).toBeLessThan(0.05);
    }
  });
});

describe("the window of recent delays", () => {
  it("is empty before the first sample", () => {
    expect(new DelayWindow().read()).toBeUndefined();
  });

  it("tells what the samples were", () => {
    const window = new DelayWindow();
    for (let index = 1; index <= 100; index += 1) window.add(index / 1000);
    const recent = window.read();
    expect(recent?.latest).toBe(0.1);
    expect(recent?.min).toBeCloseTo(0.001, 4);
    expect(recent?.max).toBeCloseTo(0.1, 2);
    expect(recent?.mean).toBeCloseTo(0.0505, 2);
    expect(recent?.p50).toBeCloseTo(0.05, 2);
    expect(recent?.p90).toBeCloseTo(0.09, 2);
    expect(recent?.p99).toBeCloseTo(0.099, 2);
    expect(recent?.deviation).toBeCloseTo(0.029, 2);
  });

  it("forgets a sample after two windows, not before one", async () => {
    const window = new DelayWindow(50);
    window.add(1);
    await wait(55);
    window.add(0.001);
    expect(window.read()?.max).toBeGreaterThan(0.9);
    await wait(55);
    window.add(0.001);
    expect(window.read()?.max).toBeLessThan(0.1);
  });
});
