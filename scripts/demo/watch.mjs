import { setTimeout as sleep } from "node:timers/promises";
import { hasData, readDashboards, refresh } from "./panels.mjs";
import { dashboardsDirectory } from "./places.mjs";
import { clip, printTable, tableLines } from "./table.mjs";
import { job } from "./world.mjs";

/** After this long another version is deployed, so that there is something to compare. */
const versionMilliseconds = 60_000;

/** Shows what every panel says until Ctrl-C. Returns the exit code. */
export async function watch(world, interrupted) {
  const { shop, prometheus, kafka } = world;
  console.log(`\n${whereToLook(world).join("\n")}\n`);
  let dashboards = readDashboards(world);
  const { isTTY } = process.stdout;
  const pause = isTTY ? 4000 : 15_000;
  let version;
  let kafkaState = kafka.state();
  for (let turn = 0; !interrupted.signal.aborted; turn += 1) {
    await sleep(pause, undefined, { signal: interrupted.signal }).catch(() => {});
    if (interrupted.signal.aborted) break;
    const isDue = version === undefined && turn * pause >= versionMilliseconds;
    if (isDue) version = "1.1.0";
    if (!isTTY && kafka.state() !== kafkaState) console.log(`\nKafka        ${kafka.state()}`);
    kafkaState = kafka.state();
    if (isDue || shop.isOutdated()) {
      await shop.deploy(version);
      dashboards = readDashboards(world);
    }
    if (!shop.isRunning()) throw new Error(`The shop ended by itself:\n${shop.output()}`);
    await refresh(dashboards, prometheus);
    if (isTTY) draw(whereToLook(world), dashboards, turn);
    else printTable(dashboards);
  }
  console.log("\nStopping …");
  return 0;
}

function whereToLook({ shop, preview, kafka }) {
  return [
    `Dashboards   ${preview.url}`,
    `Shop         ${shop.url}/products`,
    `Metrics      http://${shop.metricsAddress}/metrics`,
    ...(process.env.PROMETHEUS_URL
      ? [
          `Prometheus   ${process.env.PROMETHEUS_URL}, which must scrape ${shop.metricsAddress} as job "${job}"`,
        ]
      : []),
    `Grafana      not part of this command: import ${dashboardsDirectory}/*.json, or see test-apps/shop/README.md`,
    `Jobs         in ${process.env.REDIS_URL ?? "the PostgreSQL, as REDIS_URL is not set"}`,
    `Kafka        ${kafka.state()}`,
    "Ctrl-C stops everything.",
  ];
}

/** One page at a time, as much of a dashboard as the terminal holds. */
function draw(places, dashboards, turn) {
  const { rows = 40, columns = 100 } = process.stdout;
  const room = Math.max(5, rows - places.length - 4);
  const pages = dashboards.flatMap((dashboard) => {
    const count = Math.ceil(dashboard.panels.length / room);
    return Array.from({ length: count }, (_, index) => ({
      title: `${dashboard.title}${count > 1 ? ` (${index + 1} of ${count})` : ""}`,
      panels: dashboard.panels.slice(index * room, (index + 1) * room),
    }));
  });
  const page = pages[turn % pages.length];
  const all = dashboards.flatMap(({ panels }) => panels);
  const lines = [
    ...places,
    "",
    `${page.title} · page ${(turn % pages.length) + 1} of ${pages.length} · ${all.filter(hasData).length} of ${all.length} panels have data`,
    ...tableLines(page.panels),
  ];
  process.stdout.write(`\u001B[H\u001B[2J${lines.map((line) => clip(line, columns)).join("\n")}\n`);
}
