import { promenade, Registry, type Plugin } from "@promenade/core";
import { trackLeaks } from "@promenade/testing";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findGrafana, grafana as plugin } from "../src/index.ts";
import { appWith, collectLog, savesIn, toaster } from "./support/app.ts";

let grafana: FakeGrafana;
beforeEach(async () => {
  grafana = await startFakeGrafana();
});
afterEach(async () => await grafana.stop());

async function startUploadStop(): Promise<void> {
  const { app, isUploaded } = appWith({ url: grafana.url, annotations: { settleSeconds: 0 } });
  await app.start();
  await expect.poll(isUploaded, { timeout: 60_000 }).toBe(true);
  await app.stop();
}

describe("the plugin", () => {
  it("leaves nothing behind at stop, also in the middle of an upload", async () => {
    // A first round, because Node makes things of its own once and keeps them.
    await startUploadStop();
    const tracker = trackLeaks();
    await tracker.run(async () => {
      await startUploadStop();
      grafana.disturb({ times: Infinity, hang: true });
      const { app } = appWith({ url: grafana.url });
      const before = grafana.log.length;
      await app.start();
      await expect.poll(() => grafana.log.length).toBeGreaterThan(before);
      await app.stop();
      grafana.settle();
    });
    const { channels, listeners, observers } = await tracker.finish();
    expect({ channels, listeners, observers }).toEqual({
      channels: [],
      listeners: [],
      observers: 0,
    });
  });

  it("uploads though it can record nothing, and counts that", async () => {
    const real = plugin({ url: grafana.url, token: "editor-token", spreadMilliseconds: 0 });
    const broken: Plugin = {
      ...real,
      setup: (context) => {
        const thrower = new Proxy(
          {},
          {
            get: () => () => {
              throw new Error("no record");
            },
          },
        );
        const metrics = Object.fromEntries(
          Object.keys(context.metrics).map((key) => [key, thrower]),
        );
        return real.setup(
          Object.create(context, { metrics: { value: metrics } }) as typeof context,
        );
      },
    };
    const log = collectLog();
    const app = promenade({
      service: "shop",
      plugins: [toaster(), broken],
      registry: new Registry(),
      server: false,
      log,
    });
    await app.start();
    await expect
      .poll(() => log.lines.filter((line) => line.includes("1 dashboard, 1 created")), {
        timeout: 30_000,
      })
      .toHaveLength(1);
    expect(await app.text()).toMatch(/^promenade_listener_errors_total\{plugin="grafana"\} \d+$/m);
    await app.stop();
    expect(savesIn(grafana)["promenade-toaster"]).toBe(1);
  });

  it("tells tools how it was named", () => {
    const { url } = grafana;
    const plugins = [toaster(), plugin({ url, token: "t", folder: "Shop", spreadMilliseconds: 1 })];
    expect(findGrafana(plugins)).toEqual({
      connection: { url, token: "t" },
      uploading: { folder: "Shop" },
    });
    expect(findGrafana([plugin({ url: undefined, onEdit: "fail" })])).toEqual({
      connection: undefined,
      uploading: { onEdit: "fail" },
    });
    expect(findGrafana([toaster()])).toBeUndefined();
  });

  it("has sent nothing when the app stops before its moment", async () => {
    const { app, log } = appWith({ url: grafana.url, spreadMilliseconds: 3_600_000 });
    await app.start();
    await app.stop();
    expect(grafana.log).toEqual([]);
    expect(log.lines.every((line) => line.startsWith("info"))).toBe(true);
  });
});
