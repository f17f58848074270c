import { describe, expect, it } from "vitest";
import { counter, Registry } from "../../src/index.ts";
import { Scraper } from "../../src/server/scraper.ts";
import { parseText } from "../exposition/parse.ts";
import { valuesOf } from "../helpers.ts";
import { help } from "./clients.ts";
import { adopt, isForeign, openMetricsOf } from "./support.ts";

describe("a registry that misbehaves", () => {
  const good = {
    getMetricsAsJSON: () => [
      { name: "good", help, type: "gauge", values: [{ value: 1, labels: {} }] },
    ],
  };
  it.each([
    [
      "throws",
      "error",
      () => {
        throw new Error("boom");
      },
    ],
    ["rejects", "error", () => Promise.reject(new Error("boom"))],
    ["hangs", "timeout", () => new Promise(() => {})],
    ["gives nonsense", "invalid", () => ({ nonsense: true })],
    ["gives nothing", "invalid", () => undefined],
  ])("because it %s costs only its own metrics", async (_, reason, getMetricsAsJSON) => {
    const { registry, scraper, log } = adopt({ getMetricsAsJSON }, good);
    registry.register(counter({ name: "ours_total", help })).inc();
    for (let times = 0; times < 2; times += 1) {
      const text = Buffer.from(
        await scraper.scrape({ format: "text", deadlineMilliseconds: 50 }),
      ).toString();
      expect(text).toMatch(/^good 1$/m);
      expect(text).toMatch(/^ours_total 1$/m);
    }
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({ [reason]: 2 });
    expect(log.lines).toEqual([expect.stringContaining("Adopted registry registries[0]: ")]);
  });

  it("is not asked again while it hangs", async () => {
    let asked = 0;
    let answer: (value: unknown) => void = () => {};
    const foreign = {
      getMetricsAsJSON: () => {
        asked += 1;
        return new Promise((resolve) => (answer = resolve));
      },
    };
    const { scraper } = adopt(foreign);
    for (let times = 0; times < 3; times += 1)
      await scraper.scrape({ format: "text", deadlineMilliseconds: 20 });
    expect(asked).toBe(1);
    const started = performance.now();
    await scraper.scrape({ format: "text", deadlineMilliseconds: 5000 });
    expect(performance.now() - started).toBeLessThan(1000);
    answer(good.getMetricsAsJSON());
    await new Promise((resolve) => setImmediate(resolve));
    await scraper.scrape({ format: "text", deadlineMilliseconds: 20 });
    expect(asked).toBe(2);
  });

  it("gets only the entries out that Prometheus takes", async () => {
    const values = (...list: readonly unknown[]): unknown => list;
    const throwing = {
      get value(): never {
        throw new Error("boom");
      },
    };
    const entries = [
      null,
      5,
      { name: "no-dashes", help, type: "gauge", values: [] },
      { name: "no_values", help, type: "gauge" },
      {
        get name(): never {
          throw new Error("boom");
        },
      },
      {
        name: "fine",
        help: 5,
        type: "strange",
        values: values({ value: 1 }, { value: "2", labels: {} }, { labels: {} }, throwing, null),
      },
      {
        name: "labels",
        help,
        type: "gauge",
        values: values(
          { value: 1, labels: { "a-b": 1 } },
          { value: 1, labels: { __name__: "x" } },
          { value: Number.NaN, labels: { a: undefined, b: null, c: 5, d: true } },
        ),
      },
      {
        name: "spread",
        help,
        type: "histogram",
        values: values(
          { value: 1, labels: { le: "+Inf" }, metricName: "spread_bucket" },
          { value: 1, labels: {}, metricName: "spread_bucket" },
          { value: 1, labels: {}, metricName: "other" },
          { value: 1, labels: {} },
          {
            value: 1,
            labels: {},
            metricName: "spread_count",
            exemplar: { labelSet: { a: "b" }, value: 1 },
          },
        ),
      },
      {
        name: "jobs_total",
        help,
        type: "counter",
        values: values(
          { value: 1, exemplar: null },
          { value: 2, labels: { a: 1 }, exemplar: { labelSet: { a: "x".repeat(200) }, value: 1 } },
          { value: 3, labels: { a: 2 }, exemplar: { labelSet: { "a-b": "x" }, value: 1 } },
          { value: 4, labels: { a: 3 }, exemplar: { labelSet: {}, value: null } },
        ),
      },
    ];
    const { registry, scraper, log } = adopt({ getMetricsAsJSON: () => entries });
    const families = await openMetricsOf(scraper);
    expect(
      families.map(({ name, type, samples }) => [
        name,
        type,
        samples.map(({ name: sample, labels, value }) => [sample, labels, value]),
      ]),
    ).toEqual([
      ["fine", "unknown", [["fine", {}, 1]]],
      ["labels", "gauge", [["labels", { c: "5", d: "true" }, Number.NaN]]],
      [
        "spread",
        "histogram",
        [
          ["spread_bucket", { le: "+Inf" }, 1],
          ["spread_count", {}, 1],
        ],
      ],
      [
        "jobs",
        "counter",
        [
          ["jobs_total", {}, 1],
          ["jobs_total", { a: "1" }, 2],
          ["jobs_total", { a: "2" }, 3],
          ["jobs_total", { a: "3" }, 4],
        ],
      ],
    ]);
    expect(
      families.flatMap(({ samples }) => samples.filter(({ exemplar }) => exemplar !== undefined)),
    ).toEqual([]);
    expect(parseText(await scraper.text()).filter(isForeign)).toHaveLength(8);
    expect(Object.keys(valuesOf(registry, "promenade_foreign_registry_errors_total"))).toEqual([
      "invalid",
    ]);
    expect(log.lines).toHaveLength(4);
  });

  it("is told at start when it is none", () => {
    for (const foreign of [undefined, null, 5, {}, { getMetricsAsJSON: 5 }]) {
      expect(() => adopt(foreign)).toThrow(
        expect.objectContaining({
          code: "PROMENADE_REGISTRY_INVALID",
          message: expect.stringContaining(
            "registries[0] has no method getMetricsAsJSON()",
          ) as string,
        }) as Error,
      );
    }
    expect(() => new Scraper(new Registry(), 5 as never)).toThrow("is not a list");
  });
});

describe("a large registry", () => {
  it("is rendered without holding the event loop", async () => {
    const values = Array.from({ length: 100_000 }, (_, at) => ({
      value: at,
      labels: { at: `${at}` },
    }));
    const { scraper } = adopt({
      getMetricsAsJSON: () => [{ name: "big", help, type: "gauge", values }],
    });
    let turns = 0;
    let isOn = true;
    const turn = (): void => {
      turns += 1;
      if (isOn) setImmediate(turn);
    };
    turn();
    const text = await scraper.text();
    isOn = false;
    expect(text.match(/^big\{/gm)).toHaveLength(100_000);
    expect(turns).toBeGreaterThan(10);
  });
});
