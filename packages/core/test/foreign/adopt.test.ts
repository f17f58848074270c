import { describe, expect, it } from "vitest";
import { gauge } from "../../src/index.ts";
import { parseText, seriesOf } from "../exposition/parse.ts";
import { valuesOf } from "../helpers.ts";
import { clients, help, openMetricsRegistry, type Client } from "./clients.ts";
import { adopt, isForeign, openMetricsOf } from "./support.ts";

/** One metric of each type. */
function fill(client: Client, foreign: InstanceType<Client["Registry"]>): void {
  const common = { help: 'Back\\slash and "quotes"\nin lines.', registers: [foreign] };
  const jobs = new client.Counter({ ...common, name: "jobs_total", labelNames: ["kind"] });
  jobs.inc({ kind: 'a "b"\\\n😀' }, 3);
  new client.Gauge({ ...common, name: "level" }).set(-1.5);
  const spread = new client.Histogram({
    ...common,
    name: "spread",
    labelNames: ["kind"],
    buckets: [0.1, 1, 1e7],
  });
  for (const value of [0.05, 0.5, 5, 5e8]) spread.observe({ kind: "x" }, value);
  const quantiles = new client.Summary({
    ...common,
    name: "latency",
    labelNames: ["kind"],
    percentiles: [0.5, 0.99],
  });
  for (const value of [1, 2, 3]) quantiles.observe({ kind: "x" }, value);
}

describe.each(clients)("an adopted registry of %s", (_, client) => {
  it("shows the samples that it shows itself, in both formats", async () => {
    const foreign = new client.Registry();
    fill(client, foreign);
    foreign.setDefaultLabels({ region: "eu" });
    const { scraper } = adopt(foreign);
    const expected = seriesOf(parseText(await foreign.metrics()));
    expect(expected.size).toBeGreaterThan(10);
    expect(seriesOf(parseText(await scraper.text()).filter(isForeign))).toEqual(expected);
    const families = await openMetricsOf(scraper);
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ["jobs", "counter"],
      ["level", "gauge"],
      ["spread", "histogram"],
      ["latency", "summary"],
    ]);
    expect(seriesOf(families.flatMap(({ samples }) => samples))).toEqual(expected);
    expect(families[2]?.samples.map(({ labels: { le } }) => le).slice(0, 4)).toEqual([
      "0.1",
      "1.0",
      "1e+07",
      "+Inf",
    ]);
  });

  it("shows the default metrics, valid in OpenMetrics", async () => {
    const foreign = new client.Registry();
    client.collectDefaultMetrics({ register: foreign });
    const { scraper } = adopt(foreign);
    const families = await openMetricsOf(scraper);
    expect(families.map(({ name }) => name)).toContain("process_cpu_seconds");
    expect(families.length).toBeGreaterThan(20);
  });

  it("is never renamed by a scrape, and is known by its name after it renamed itself", async () => {
    const foreign = new client.Registry();
    fill(client, foreign);
    const { scraper } = adopt(foreign);
    await scraper.text("openmetrics");
    expect(await foreign.metrics()).toContain("\njobs_total{");
    foreign.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
    await foreign.metrics();
    foreign.setContentType(client.Registry.PROMETHEUS_CONTENT_TYPE);
    expect(await foreign.metrics()).toContain("\njobs{");
    expect(await scraper.text()).toMatch(/^# TYPE jobs_total counter\njobs_total\{/m);
    expect((await openMetricsOf(scraper))[0]).toMatchObject({ name: "jobs", type: "counter" });
  });

  it("keeps the name of a counter that does not end in _total", async () => {
    const text = new client.Registry();
    new client.Counter({ name: "jobs", help, registers: [text] }).inc(2);
    const { scraper } = adopt(text);
    expect(await scraper.text()).toContain("# TYPE jobs counter\njobs 2\n");
    expect(await scraper.text("openmetrics")).toContain("# TYPE jobs unknown\njobs 2\n");
    const openmetrics = openMetricsRegistry(client);
    new client.Counter({ name: "tasks", help, registers: [openmetrics] }).inc(2);
    const other = adopt(openmetrics).scraper;
    expect(await other.text()).toContain("# TYPE tasks_total counter\ntasks_total 2\n");
    expect(await other.text("openmetrics")).toContain("# TYPE tasks counter\ntasks_total 2\n");
  });

  it("keeps its exemplars in OpenMetrics, and only there", async () => {
    const foreign = openMetricsRegistry(client);
    const common = { help, registers: [foreign], enableExemplars: true };
    const spread = new client.Histogram({ ...common, name: "spread", buckets: [1] });
    spread.observe({ value: 0.5, exemplarLabels: { trace_id: 'a"b' } } as never);
    const jobs = new client.Counter({ ...common, name: "jobs_total" });
    jobs.inc({ value: 2, exemplarLabels: { trace_id: "c" } } as never);
    const { scraper } = adopt(foreign);
    const families = await openMetricsOf(scraper);
    const exemplars = families.flatMap(({ samples }) =>
      samples.flatMap(({ exemplar }) => exemplar ?? []),
    );
    expect(exemplars.map(({ labels, value }) => [labels, value])).toEqual([
      [{ trace_id: 'a"b' }, 0.5],
      [{ trace_id: "c" }, expect.any(Number)],
    ]);
    expect(parseText(await scraper.text()).filter(isForeign)).toHaveLength(5);
  });

  it("gives way to Promenade's metrics and to earlier registries", async () => {
    const first = new client.Registry();
    const second = new client.Registry();
    for (const register of [first, second]) {
      new client.Gauge({ name: "level", help, registers: [register] }).set(
        register === first ? 1 : 2,
      );
      new client.Gauge({ name: "ours", help, registers: [register] }).set(3);
    }
    new client.Gauge({ name: "second_only", help, registers: [second] }).set(5);
    const { registry, scraper, log } = adopt(first, second);
    registry.register(gauge({ name: "ours", help })).set(4);
    for (let times = 0; times < 2; times += 1) {
      const samples = parseText(await scraper.text()).filter(isForeign);
      expect(samples.map(({ name, value }) => [name, value])).toEqual([
        ["ours", 4],
        ["level", 1],
        ["second_only", 5],
      ]);
    }
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({ conflict: 6 });
    expect(log.lines).toHaveLength(3);
    expect(log.lines[1]).toMatch(
      /registries\[1\]: its metric "level" is left out, because registries\[0\] has "level"/,
    );
  });

  it("finds no fault with what every client says of its process", async () => {
    const foreign = new client.Registry();
    for (const name of ["process_open_fds", "process_threads"])
      new client.Gauge({ name, help, registers: [foreign] }).set(7);
    const { registry, scraper, log } = adopt(foreign);
    registry.register(gauge({ name: "process_open_fds", help })).set(8);
    const samples = parseText(await scraper.text()).filter(({ name }) =>
      name.startsWith("process_"),
    );
    expect(samples.map(({ name, value }) => [name, value])).toEqual([
      ["process_open_fds", 8],
      ["process_threads", 7],
    ]);
    expect(valuesOf(registry, "promenade_foreign_registry_errors_total")).toEqual({});
    expect(log.lines).toEqual([]);
  });
});
