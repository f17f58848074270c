import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../places.mjs";
import { step } from "../steps.mjs";
import { collect } from "./collect.mjs";
import { drawDashboard } from "./dashboard.mjs";

/** Who deploys what. Nobody's real name gets into a picture. */
const builds = [
  { APP_VERSION: "1.0.0", GIT_SHA: "4f9c2ab", GIT_AUTHOR: "ada" },
  { APP_VERSION: "1.1.0", GIT_SHA: "b81d07e", GIT_AUTHOR: "grace" },
];
/** The first rates need some scrapes, and a shop that has just started is no sight. */
const warmUpMilliseconds = 40_000;
const firstMilliseconds = 160_000;
const secondMilliseconds = 130_000;
/** What the front page has room for. */
const front = { dashboard: "nestjs", file: "front.svg", mostRows: 38 };

/** Lets the shop run for five minutes, with a deploy, and writes each dashboard as an SVG. Returns the exit code. */
export async function picture({ shop, prometheus }, interrupted, directory) {
  const pause = (milliseconds) => sleep(milliseconds, undefined, { signal: interrupted.signal });
  const deploy = async (build) => {
    // The shop that starts finds them in its environment, as on a hosting platform.
    Object.assign(process.env, build);
    await shop.deploy(build.APP_VERSION);
  };
  await step("Deploy the first version", () => deploy(builds[0]));
  await step("Warm up", () => pause(warmUpMilliseconds));
  const start = Math.ceil(Date.now() / 1000);
  await step("Let the first version run", () => pause(firstMilliseconds));
  await step("Deploy the second version", () => deploy(builds[1]));
  await step("Let the second version run", () => pause(secondMilliseconds));
  // By then, what happened until then is scraped.
  const end = Math.floor(Date.now() / 1000) - 2;
  const dashboards = await collect(prometheus, { start, end });
  const target = resolve(root, directory);
  mkdirSync(target, { recursive: true });
  for (const dashboard of dashboards) {
    write(join(target, `${dashboard.file}.svg`), drawDashboard(dashboard));
    if (dashboard.file === front.dashboard)
      write(join(target, front.file), drawDashboard(dashboard, front));
  }
  return 0;
}

function write(file, content) {
  writeFileSync(file, content);
  console.log(`Wrote ${file} (${Math.round(content.length / 1000)} kB)`);
}
