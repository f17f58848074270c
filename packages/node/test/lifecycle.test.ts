import { promenade, Registry } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { node, nodeMetrics } from "../src/index.ts";
import { run, seriesOf, startNode, wait } from "./helpers.ts";

describe("options", () => {
  it("that do not exist are refused with the closest name", () => {
    expect(() => node({ dependency: true } as never)).toThrow(/Did you mean "dependencies"\?/);
    expect(() => node({ compat: "statsd" } as never)).toThrow(/"prom-client"/);
    expect(() => node({ eventLoopSampleMilliseconds: 1 })).toThrow(/5 to 1000/);
    expect(() => node({ dependencies: "zod" } as never)).toThrow(/list of strings/);
    expect(() => node(null as never)).toThrow(/must be an object/);
  });

  it("name metrics of prom-client only together with compat", () => {
    expect(() => node({ only: ["compatCpu"] })).toThrow(/"only"/);
    expect(node({ compat: "prom-client", only: ["compatCpu"] }).enabled).toEqual(
      new Set(["compatCpu"]),
    );
  });
});

describe("lifecycle", () => {
  it("keeps no process alive", async () => {
    const { output } = run(`
      const app = promenade({ plugins: [node({ compat: "prom-client" })], server: false, log });
      await app.start();
      process.once("exit", () => console.log("ended after", Math.round(performance.now()), "ms"));
    `);
    expect(output).toMatch(/^ended after \d+ ms$/);
  });

  it("leaves no timer, observer or resource behind at stop", async () => {
    const { output } = run(`
      const before = process.getActiveResourcesInfo().length;
      const app = promenade({ plugins: [node({ compat: "prom-client" })], server: false, log });
      for (let round = 0; round < 5; round += 1) {
        await app.start();
        await app.text();
        await app.stop();
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
      const busy = performance.eventLoopUtilization();
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { active } = performance.eventLoopUtilization(busy);
      console.log(process.getActiveResourcesInfo().length - before, active < 20);
    `);
    expect(output).toBe("0 true");
  });

  it("adds no measurable delay to the start", async () => {
    const { output } = run(`
      const times = [];
      for (let round = 0; round < 20; round += 1) {
        const app = promenade({ plugins: [node()], server: false, registry: new Registry(), log });
        const begun = performance.now();
        await app.start();
        times.push(performance.now() - begun);
        await app.stop();
      }
      console.log(times[0], times.sort((a, b) => a - b)[10]);
    `);
    const [first, median] = output.split(" ").map(Number);
    expect(first).toBeLessThan(100);
    expect(median).toBeLessThan(5);
  });

  it("starts again after a stop, with the same series", async () => {
    const { app, scrape } = await startNode();
    const names = async () =>
      [...(await scrape()).keys()].filter((key) => !/resource|space/.test(key));
    const first = await names();
    await app.stop();
    await app.start();
    const again = await names();
    expect(again.filter((key) => key.startsWith("app_build_info"))).toHaveLength(1);
    expect(new Set(again)).toEqual(new Set([...first, ...again]));
  });

  it("works in two apps of one process", async () => {
    const first = await startNode();
    const second = promenade({
      service: "other",
      plugins: [node()],
      server: false,
      registry: new Registry(),
    });
    await second.start();
    await second.stop();
    expect((await first.scrape()).get("process_uptime_seconds")).toBeGreaterThan(0);
  });
});

describe("metrics", () => {
  it("are all there, and nothing failed", async () => {
    const { app, scrape, logged } = await startNode();
    app.registry.scopes.end(app.registry.scopes.open("job", "emails"));
    await wait(50);
    const samples = await scrape();
    const names = new Set([...samples.keys()].map((key) => key.replace(/\{.*/, "")));
    const missing = Object.values(nodeMetrics)
      .map(({ name, type }) => (type === "histogram" ? `${name}_count` : name))
      .filter((name) => !names.has(name));
    // No quota here, and this package's own dependencies are links, which are looked up after the scrape.
    expect(missing.filter((name) => !/throttled|dependency/.test(name))).toEqual([]);
    const failed = seriesOf(samples, "promenade_collector_success").filter(
      (key) => samples.get(key) !== 1,
    );
    expect(failed).toEqual([]);
    expect(logged).toEqual([]);
  });

  it("that the user filtered out are not recorded, and cost no collector", async () => {
    const { scrape } = await startNode({ only: ["uptime"] });
    const samples = await scrape();
    const own = [...samples.keys()].filter((key) => !key.startsWith("promenade_"));
    expect(own).toEqual(["process_uptime_seconds"]);
    expect(seriesOf(samples, "promenade_collector_success")).toEqual([
      'promenade_collector_success{plugin="node",collector="process"}',
    ]);
  });

  it("are estimated about right", async () => {
    const { app, scrape } = await startNode();
    const { scopes } = app.registry;
    for (let at = 0; at < 15; at += 1) scopes.end(scopes.open("http", `GET /${at}`));
    await wait(50);
    const samples = await scrape();
    const held = samples.get('promenade_series{plugin="node"}') ?? Number.NaN;
    const { estimateSeries } = await import("@promenade/core");
    const [plugin] = app.plugins;
    expect(plugin).toBeDefined();
    const estimate = estimateSeries(plugin as NonNullable<typeof plugin>);
    expect(estimate / held).toBeGreaterThan(0.7);
    expect(estimate / held).toBeLessThan(1.6);
  });
});
