import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { histogram, promenade, Registry, type Promenade } from "@promenade/core";
import { node } from "@promenade/node";
import {
  chromiumArguments,
  chromiumBinary,
  PrometheusClient,
  startPrometheus,
  type PrometheusService,
} from "@promenade/testing/services";
import { chromium, type Browser, type Page } from "playwright-core";
import { collectDefaultMetrics, Registry as ClientRegistry } from "prom-client";
import { startPreview, type RunningPreview } from "../../src/index.ts";
import { until } from "../helpers.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** What no page may ever run or draw as anything but text. */
export const hostile = `<img src=x onerror="document.title='hacked'">"}'&`;

/** An app with traffic, a preview of it, and a real browser. */
export interface World {
  readonly app: Promenade;
  readonly preview: RunningPreview;
  readonly client: PrometheusClient;
  /** A real one, which scrapes the same app. */
  readonly prometheus: PrometheusService;
  readonly browser: Browser;
  /** Everything that pages complained about. */
  readonly complaints: string[];
  open(path: string, options?: Parameters<Browser["newPage"]>[0]): Promise<Page>;
  stop(): Promise<void>;
}

export async function startWorld(dashboards: readonly object[]): Promise<World> {
  const executablePath = await chromiumBinary();
  const app = promenade({
    service: "shop",
    version: "1.2.3",
    plugins: [node()],
    registry: new Registry(),
    exemplars: () => ({
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      span_id: "b7ad6b7169203331",
    }),
    server: { port: 0, host: "127.0.0.1" },
    log: quiet,
  });
  await app.start();
  const latency = app.register(
    histogram({
      name: "demo_duration_seconds",
      help: "Something that takes time.",
      unit: "seconds",
      labels: ["op"],
      buckets: [0.1, 0.5, 1],
      expected: 3,
    }),
  );
  const work = (): void => {
    for (const op of ["read", "write", hostile]) latency.observe({ op }, Math.random());
  };
  work();
  const timer = setInterval(work, 100);
  // What most Node.js apps expose today.
  const register = new ClientRegistry();
  collectDefaultMetrics({ register });
  const many = createServer((_, response) => {
    const now = Date.now() / 1000;
    const lines = Array.from(
      { length: 1000 },
      (__, index) => `demo_many{i="${index}"} ${index + Math.sin(now / 5 + index)}`,
    );
    void register.metrics().then((text) => response.end(`${text}\n${lines.join("\n")}\n`));
  }).listen(0, "127.0.0.1");
  await once(many, "listening");
  const { port } = many.address() as AddressInfo;
  const preview = await startPreview({
    targets: [
      { url: app.url ?? "", job: "shop", instance: "one:1" },
      { url: `http://127.0.0.1:${port}/metrics`, job: "many" },
    ],
    plugins: app.plugins,
    dashboards,
    interval: "1s",
    port: 0,
  });
  const client = new PrometheusClient(preview.url);
  await until(async () => (await client.query("count_over_time(up[5m]) > 4")).length === 2);
  const address = new URL(app.url ?? "").host;
  const prometheus = await startPrometheus({
    targets: [{ address, job: "shop", labels: { instance: "one:1" } }],
    scrapeIntervalMilliseconds: 1000,
  });
  await prometheus.waitFor("promenade_start_time_seconds");
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments()] });
  const complaints: string[] = [];
  return {
    app,
    preview,
    client,
    prometheus,
    browser,
    complaints,
    open: async (path, options) => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
      page.on("console", (message) => {
        // Chromium notes each answer that is no success; one of the panels asks nonsense on purpose.
        const isExpected = message.text().includes("status of 400");
        if (["error", "warning"].includes(message.type()) && !isExpected)
          complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(preview.url)) complaints.push(`asked ${request.url()}`);
      });
      await page.goto(`${preview.url}${path}`);
      return page;
    },
    stop: async () => {
      clearInterval(timer);
      await browser.close();
      many.close();
      await preview.stop();
      await prometheus.stop();
      await app.stop();
    },
  };
}

/** Waits until a panel has drawn. */
export async function panelOf(page: Page, title: string) {
  const panel = page.locator(`[data-panel="${title}"]`).first();
  await panel.scrollIntoViewIfNeeded();
  await page.locator(`[data-panel="${title}"][data-state="ready"]`).first().waitFor();
  return panel;
}
