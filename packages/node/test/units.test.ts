import type { Scopes } from "@promenade/core";
import { describe, expect, it } from "vitest";
import { seriesOf, startNode, wait } from "./helpers.ts";

const count = (kind: string, unit: string): string =>
  `app_unit_duration_seconds_count{kind="${kind}",unit="${unit}"}`;
const sum = (kind: string, unit: string): string =>
  `app_unit_duration_seconds_sum{kind="${kind}",unit="${unit}"}`;

/** Runs one unit of work. */
async function runUnit(
  scopes: Scopes,
  kind: string,
  name: string | undefined,
  work: () => Promise<unknown> = async () => await Promise.resolve(),
): Promise<void> {
  const scope = scopes.open(kind, name);
  await scopes.run(scope, work);
  scopes.end(scope);
}

describe("units of work", () => {
  it("are timed from begin to end, one inside another in both", async () => {
    const { app, scrape } = await startNode();
    const { scopes } = app.registry;
    await runUnit(scopes, "http", "POST /graphql", async () => {
      await wait(20);
      await runUnit(scopes, "graphql", "Orders", async () => await wait(20));
    });
    await runUnit(scopes, "job", undefined);
    const samples = await scrape();
    const outer = samples.get(sum("http", "POST /graphql")) ?? Number.NaN;
    const inner = samples.get(sum("graphql", "Orders")) ?? Number.NaN;
    // Timers may fire a little early.
    expect(inner).toBeGreaterThan(0.018);
    expect(outer).toBeGreaterThan(inner + 0.018);
    expect(samples.get(count("http", "POST /graphql"))).toBe(1);
    expect(samples.get(count("graphql", "Orders"))).toBe(1);
    expect(samples.get(count("job", "unknown"))).toBe(1);
  });

  it("whose length says nothing are left out", async () => {
    const { app, scrape } = await startNode();
    const scope = app.registry.scopes.open("http", "GET /events");
    scope.startedAt = undefined;
    app.registry.scopes.end(scope);
    expect(seriesOf(await scrape(), "app_unit_duration_seconds")).toEqual([]);
  });

  it("have a limited number of names, and none is lost", async () => {
    const { app, scrape } = await startNode();
    for (let at = 0; at < 300; at += 1) await runUnit(app.registry.scopes, "job", `job-${at}`);
    const samples = await scrape();
    expect(seriesOf(samples, "app_unit_duration_seconds_count")).toHaveLength(201);
    expect(samples.get(count("job", "__overflow__"))).toBe(100);
  });

  it("are not opened for us while the metric is off, or after the stop", async () => {
    const off = await startNode({ except: ["unitDuration"] });
    expect(off.app.registry.scopes.isConsumed).toBe(false);
    const on = await startNode();
    expect(on.app.registry.scopes.isConsumed).toBe(true);
    await on.app.stop();
    expect(on.app.registry.scopes.isConsumed).toBe(false);
  });
});
