import { describe, expect, it } from "vitest";
import { histogram, Registry } from "../../src/index.ts";
import type { ExemplarLabels } from "../../src/store/host.ts";
import { parseOpenMetrics } from "./parse-openmetrics.ts";
import { renderText } from "./support.ts";

const help = "Something that is measured.";

describe("exemplars", () => {
  it("stand on buckets of OpenMetrics only, and make room for new ones after a scrape", async () => {
    const registry = new Registry();
    let traces = 0;
    registry.exemplarSource = () => ({ trace_id: `t${(traces += 1)}`, span_id: "s" });
    registry.refreshExemplars();
    const metric = registry.register(histogram({ name: "x", help, buckets: [1, 10] }));
    const exemplarsOf = async (): Promise<unknown> => {
      const family = parseOpenMetrics(await renderText(registry, "openmetrics")).find(
        ({ name }) => name === "x",
      );
      return family?.samples.map(({ exemplar }) => exemplar?.labels["trace_id"]);
    };
    metric.observe(0.5);
    metric.observe(0.6);
    metric.observe(20);
    expect(await renderText(registry)).not.toContain("trace_id");
    expect(await exemplarsOf()).toEqual(["t1", undefined, "t2", undefined, undefined]);
    metric.observe(0.7);
    expect(await exemplarsOf()).toEqual(["t3", undefined, "t2", undefined, undefined]);
  });

  it("are dropped when the labels are too long, and escaped when they are odd", async () => {
    const registry = new Registry();
    let labels: unknown;
    registry.exemplarSource = () => labels as ExemplarLabels;
    registry.refreshExemplars();
    const metric = registry.register(histogram({ name: "x", help, buckets: [1], labels: ["a"] }));
    const cases: readonly (readonly [unknown, boolean])[] = [
      [{ trace_id: "😀".repeat(112), span_id: "s" }, true],
      [{ trace_id: "😀".repeat(113), span_id: "s" }, false],
      [{ trace_id: "a".repeat(100_000), span_id: "s" }, false],
      [{ trace_id: 'q"\\\n', span_id: "ü" }, true],
      [{ trace_id: 5, span_id: "s" }, false],
      [{}, false],
    ];
    for (const [index, [given]] of cases.entries()) {
      labels = given;
      metric.observe({ a: String(index) }, 0.5);
    }
    const family = parseOpenMetrics(await renderText(registry, "openmetrics")).find(
      ({ name }) => name === "x",
    );
    const shown = family?.samples
      .filter(({ labels: { le } }) => le === "1.0")
      .map(({ exemplar }) => exemplar?.labels);
    expect(shown).toEqual(cases.map(([given, isShown]) => (isShown ? given : undefined)));
  });
});
