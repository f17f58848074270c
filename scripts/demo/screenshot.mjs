import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromiumArguments, chromiumBinary } from "@promenade/testing/services";
import { chromium } from "playwright-core";
import { dashboardsDirectory, root } from "./places.mjs";
import { step } from "./steps.mjs";

/** Who deploys what. Nobody's real name gets into a picture. */
const builds = [
  { APP_VERSION: "1.0.0", GIT_SHA: "4f9c2ab", GIT_AUTHOR: "ada" },
  { APP_VERSION: "1.1.0", GIT_SHA: "b81d07e", GIT_AUTHOR: "grace" },
];
/** The first rates need some scrapes, and a shop that has just started is no sight. */
const warmUpMilliseconds = 40_000;
const firstMilliseconds = 160_000;
const secondMilliseconds = 130_000;

const width = 1280;
/** What the front page has room for. */
const front = { dashboard: "nestjs", height: 1080 };
/** From the best on, until the picture is small enough for a page of text. */
const qualities = [80, 70, 60, 50, 40, 30];
const mostBytes = 300_000;

/** Lets the shop run for five minutes, with a deploy, and writes a picture of each dashboard. Returns the exit code. */
export async function screenshot({ shop, preview }, interrupted, directory) {
  const pause = (milliseconds) => sleep(milliseconds, undefined, { signal: interrupted.signal });
  const deploy = async (build) => {
    // The shop that starts finds them in its environment, as on a hosting platform.
    Object.assign(process.env, build);
    await shop.deploy(build.APP_VERSION);
  };
  const executablePath = await chromiumBinary();
  await step("Deploy the first version", () => deploy(builds[0]));
  await step("Warm up", () => pause(warmUpMilliseconds));
  const from = Date.now();
  await step("Let the first version run", () => pause(firstMilliseconds));
  await step("Deploy the second version", () => deploy(builds[1]));
  await step("Let the second version run", () => pause(secondMilliseconds));
  const target = resolve(root, directory);
  mkdirSync(target, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments()] });
  try {
    // All pictures show the same time; by then, what happened until then is scraped.
    const range = `from=${from}&to=${Date.now() - 2000}&refresh=0s`;
    for (const name of dashboardNames()) {
      const url = `${preview.url}d/promenade-${name}?${range}`;
      await picture(browser, url, join(target, `${name}.webp`));
      if (name === front.dashboard)
        await picture(browser, url, join(target, "front.webp"), front.height);
    }
    await picture(browser, `${preview.url}alerts?refresh=0s`, join(target, "alerts.webp"), 900);
  } finally {
    await browser.close();
  }
  return 0;
}

function dashboardNames() {
  return readdirSync(dashboardsDirectory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.replace(/\.json$/, ""))
    .toSorted();
}

/** The whole page, or as much of it as `mostHeight` allows. */
async function picture(browser, url, file, mostHeight = Number.POSITIVE_INFINITY) {
  const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme: "dark" });
  try {
    await page.goto(url);
    await page.waitForSelector(".panel, .rule", { timeout: 30_000 });
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    // Panels that nobody sees ask for nothing: the window becomes as high as the page.
    await page.setViewportSize({ width, height: Math.min(height, mostHeight) });
    await page.waitForFunction(
      () =>
        [...document.querySelectorAll(".panel")]
          .filter((panel) => panel.getBoundingClientRect().height > 0)
          .filter((panel) => panel.getBoundingClientRect().top < innerHeight)
          .every((panel) => panel.dataset.state === "ready"),
      undefined,
      { timeout: 60_000 },
    );
    await sleep(500);
    const session = await page.context().newCDPSession(page);
    let bytes;
    for (const quality of qualities) {
      const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
      bytes = Buffer.from(data, "base64");
      if (bytes.length <= mostBytes) break;
    }
    writeFileSync(file, bytes);
    console.log(`Wrote ${file} (${Math.round(bytes.length / 1000)} kB)`);
  } finally {
    await page.close();
  }
}
