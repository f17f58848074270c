import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publish, type PublishReport } from "../src/index.ts";
import { compareVersions } from "../src/upload/judge.ts";
import { dashboardIn, savesIn, toaster } from "./support/app.ts";

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana();
});
afterEach(async () => await grafana.stop());

async function release(
  service: string,
  version: string,
  title: string,
  force = false,
): Promise<PublishReport["dashboards"][number] | undefined> {
  const connection = { url: grafana.url, token: "editor-token" };
  const plugins = [toaster(title)];
  const report = await publish({ connection, plugins, service: { service, version }, force });
  return report.dashboards[0];
}

describe("a newer dashboard", () => {
  it("is not replaced by an older release", async () => {
    await release("shop", "1.10.0", "New");
    const older = await release("shop", "1.9.0", "Old");
    expect(older).toMatchObject({ result: "older", reason: expect.stringContaining("1.10.0") });
    expect(dashboardIn(grafana, "promenade-toaster").json["title"]).toBe("New");
  });

  it("is not replaced by an older commit of the same version", async () => {
    await release("shop", "1.0.0", "First");
    await release("shop", "1.0.0", "Second");
    expect(await release("shop", "1.0.0", "First")).toMatchObject({ result: "older" });
    expect(dashboardIn(grafana, "promenade-toaster").json["title"]).toBe("Second");
  });

  it("is replaced on purpose, and by a newer release that goes back", async () => {
    await release("shop", "1.0.0", "First");
    await release("shop", "1.1.0", "Second");
    expect(await release("shop", "1.0.0", "First", true)).toMatchObject({ result: "updated" });
    expect(await release("shop", "1.1.0", "Second", true)).toMatchObject({ result: "updated" });
    expect(await release("shop", "1.2.0", "First")).toMatchObject({ result: "updated" });
  });
});

it("two services that share a dashboard never write in turns", async () => {
  for (let start = 0; start < 5; start += 1) {
    await release("shop", "2.0.0", "As the shop has it");
    await release("billing", "7.0.0", "As billing has it");
  }
  expect(savesIn(grafana)).toEqual({ "promenade-toaster": 2 });
});

it.each([
  ["1.0.0", "1.0.1", -1],
  ["v2.0.0", "1.9.9", 1],
  ["1.10", "1.9", 1],
  ["1.0.0-rc.2", "1.0.0-rc.10", -1],
  ["1.0.0-rc.1", "1.0.0", -1],
  ["1.0.0+build.1", "1.0.0", 0],
  ["20260101", "20251231", 1],
  ["main", "1.0.0", undefined],
  ["", "1.0.0", undefined],
])("orders %s and %s", (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
});
