import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/index.ts";
import { AlertEvaluator } from "../../src/rules/evaluator.ts";
import { expandTemplate } from "../../src/rules/template.ts";
import { SampleStore } from "../../src/samples/store.ts";
import { Target } from "../../src/samples/target.ts";

const start = 1_800_000_000_000;

function world(expr: string, duration: string, keep?: string, labels = {}) {
  const store = new SampleStore();
  const target = new Target(store, { job: "shop", instance: "a:1", url: "" });
  const rule = {
    alert: "TooHigh",
    expr,
    for: duration,
    ...(keep === undefined ? {} : { keep_firing_for: keep }),
    labels: { severity: "critical", team: "{{ $labels.job }}", ...labels },
    annotations: { description: "{{ $labels.instance }} is at {{ $value | humanizePercentage }}." },
  };
  const evaluator = new AlertEvaluator(createEngine(), store, [
    { groups: [{ name: "test", rules: [rule] }] },
  ]);
  return {
    at: async (seconds: number, value: number) => {
      const time = start + seconds * 1000;
      target.ingest({
        time,
        durationSeconds: 0,
        result: { text: `a ${value}\n`, contentType: "" },
      });
      await evaluator.evaluate(time);
      const status = evaluator.groups[0]?.rules[0];
      if (status === undefined) throw new Error("no rule");
      return status;
    },
  };
}

describe("an alert", () => {
  it("is pending while its condition holds, and fires after its time", async () => {
    const { at } = world("a > 0.5", "1m");
    expect((await at(0, 0.1)).state).toBe("inactive");
    expect((await at(10, 0.9)).state).toBe("pending");
    expect((await at(69, 0.8)).state).toBe("pending");
    const { state, alerts } = await at(70, 0.75);
    expect(state).toBe("firing");
    expect(alerts).toEqual([
      {
        labels: {
          job: "shop",
          instance: "a:1",
          severity: "critical",
          team: "shop",
          alertname: "TooHigh",
        },
        annotations: { description: "a:1 is at 75%." },
        state: "firing",
        activeAt: start + 10_000,
        value: 0.75,
      },
    ]);
  });

  it("begins anew when its condition was not met in between", async () => {
    const { at } = world("a > 0.5", "1m");
    await at(0, 1);
    expect((await at(40, 0)).state).toBe("inactive");
    expect((await at(70, 1)).state).toBe("pending");
  });

  it("goes on firing for a time when its condition no longer holds", async () => {
    const { at } = world("a > 0.5", "10s", "1m");
    await at(0, 0.9);
    expect((await at(10, 0.8)).state).toBe("firing");
    const { state, alerts } = await at(20, 0.1);
    expect(state).toBe("firing");
    expect(alerts).toMatchObject([
      { activeAt: start, keepFiringSince: start + 20_000, value: 0.8, state: "firing" },
    ]);
    expect((await at(79, 0.1)).state).toBe("firing");
    expect((await at(80, 0.1)).state).toBe("inactive");
  });

  it("counts that time anew after its condition held again", async () => {
    const { at } = world("a > 0.5", "10s", "1m");
    await at(0, 1);
    await at(10, 1);
    await at(20, 0);
    const { alerts } = await at(70, 1);
    expect(alerts).toMatchObject([{ activeAt: start, state: "firing" }]);
    expect(alerts[0]).not.toHaveProperty("keepFiringSince");
    expect((await at(80, 0)).state).toBe("firing");
    expect((await at(139, 0)).state).toBe("firing");
    expect((await at(140, 0)).state).toBe("inactive");
  });

  it("that was only pending is not kept", async () => {
    const { at } = world("a > 0.5", "1m", "1h");
    expect((await at(0, 1)).state).toBe("pending");
    expect((await at(10, 0)).state).toBe("inactive");
  });

  it("without a time fires at once", async () => {
    expect((await world("a > 0.5", "0s").at(0, 1)).state).toBe("firing");
  });

  it("is another one when its labels change, those of the rule among them", async () => {
    const { at } = world("a > 0.5", "1m", "0s", { much: "{{ $value }}", none: "{{ $labels.x }}" });
    await at(0, 0.6);
    const { alerts } = await at(60, 0.7);
    expect(alerts).toMatchObject([{ state: "pending", activeAt: start + 60_000 }]);
    expect(alerts[0]?.labels).toMatchObject({ much: "0.7" });
    expect(alerts[0]?.labels).not.toHaveProperty("none");
    expect((await at(120, 0.7)).state).toBe("firing");
  });

  it("that two series would be at once is an error, and what was active stays so", async () => {
    const { at } = world('{__name__=~"a|up"} > 0.5', "0s");
    expect(await at(0, 0)).toMatchObject({ state: "firing", health: "ok" });
    expect(await at(10, 1)).toMatchObject({
      state: "firing",
      health: "err",
      lastError:
        'Two series make an alert with the same labels, alertname="TooHigh", instance="a:1", job="shop", severity="critical", team="shop".',
      alerts: [{ activeAt: start }],
    });
  });

  it("with a broken expression says so, and does not fire", async () => {
    const { state, health, lastError } = await world("sum(", "0s").at(0, 1);
    expect({ state, health }).toEqual({ state: "inactive", health: "err" });
    expect(lastError).not.toBe("");
  });
});

describe("a template", () => {
  it.each([
    ["{{ $value }}", 0.25, "0.25"],
    ["{{ $value | humanize }}", 1234.5, "1.234k"],
    ["{{ $value | humanize }}", 0.0123, "12.3m"],
    ["{{ $value | humanize1024 }}", 2048, "2ki"],
    ["{{ $value | humanizePercentage }}", 0.12345, "12.35%"],
    ["{{ $value | humanizeDuration }}", 3725, "1h 2m 5s"],
    ["{{ $value | humanizeDuration }}", 0.25, "250ms"],
    ['{{ $value | printf "%.1f" }}', 2.25, "2.3"],
    ["{{ $labels.job }}/{{$labels.missing}}", 1, "shop/"],
    ["{{ unknown $value }}", 1, "{{ unknown $value }}"],
  ])("%s of %s", (text, value, expected) => {
    expect(expandTemplate(text, { job: "shop" }, value)).toBe(expected);
  });
});
