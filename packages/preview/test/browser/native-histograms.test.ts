import {
  chromiumArguments,
  chromiumBinary,
  startPrometheus,
  type PrometheusService,
} from "@promenade/testing/services";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startPreview, type RunningPreview } from "../../src/index.ts";
import { panelOf } from "./world.ts";

const rate = "sum(rate(prometheus_http_request_duration_seconds[1m]))";

function panel(id: number, type: string, title: string, expr: string): object {
  return {
    id,
    type,
    title,
    gridPos: { x: (id % 2) * 12, y: Math.floor(id / 2) * 8, w: 12, h: 8 },
    targets: [{ refId: "A", expr, range: true }],
    fieldConfig: { defaults: { unit: "s" }, overrides: [] },
    options: type === "heatmap" ? { yAxis: { unit: "s" } } : {},
  };
}

const board = {
  uid: "native",
  title: "Native",
  time: { from: "now-5m", to: "now" },
  panels: [
    panel(1, "heatmap", "Durations", rate),
    panel(2, "timeseries", "Bare", rate),
    panel(3, "stat", "Median", `histogram_quantile(0.5, ${rate})`),
  ],
};

let prometheus: PrometheusService | undefined;
let preview: RunningPreview | undefined;
let browser: Browser | undefined;
let timer: NodeJS.Timeout | undefined;

beforeAll(async () => {
  const service = await startPrometheus({ version: "3" });
  prometheus = service;
  timer = setInterval(() => void service.query("up").catch(() => {}), 50);
  preview = await startPreview({
    targets: [{ url: `${service.url}/metrics`, job: "prometheus" }],
    dashboards: [board],
    interval: "1s",
    port: 0,
  });
  browser = await chromium.launch({
    executablePath: await chromiumBinary(),
    args: [...chromiumArguments()],
  });
}, 300_000);

afterAll(async () => {
  clearInterval(timer);
  await browser?.close();
  await preview?.stop();
  await prometheus?.stop();
});

it("draws native histograms as a heat map, and says what else can be made of them", async () => {
  const page = await browser?.newPage();
  if (page === undefined) throw new Error("There is no browser.");
  await page.goto(`${preview?.url}d/native?refresh=5s`);
  const heat = await panelOf(page, "Durations");
  await heat.locator(".color-scale").waitFor();
  const cells = heat.locator("canvas");
  // A drawn cell has a colour of its own: neither the page's nor that of lines and texts, which are grey.
  await expect
    .poll(
      async () =>
        await cells.evaluate((canvas: HTMLCanvasElement) => {
          const { width, height } = canvas;
          const { data = [] } = canvas.getContext("2d")?.getImageData(0, 0, width, height) ?? {};
          const isColored = (_: number, at: number): boolean =>
            at % 4 === 0 && Math.abs((data[at] ?? 0) - (data[at + 2] ?? 0)) > 60;
          return Array.from(data).filter(isColored).length;
        }),
      { timeout: 30_000 },
    )
    .toBeGreaterThan(100);
  const bare = await panelOf(page, "Bare");
  await bare.getByText("histogram_quantile()").waitFor();
  const median = (await panelOf(page, "Median")).locator(".stat-value");
  const value = Number(await median.getAttribute("data-value"));
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(10);
}, 120_000);
