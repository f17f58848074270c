import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expressionsOf, substituteVariables } from "@promenade/dashboard";
import { dashboardsDirectory, root, shopSource } from "./places.mjs";
import { job, scrapeSeconds } from "./world.mjs";

const atOnce = 8;

/** Long enough to hold some requests of every kind, short enough to move while you watch. */
const windows = {
  __rate_interval: `${60 * scrapeSeconds}s`,
  __interval: "15s",
  __range: "5m",
  __range_s: "300",
  __range_ms: "300000",
};

/** Every panel of the shop's dashboards, with its queries as Prometheus can answer them. */
export function readDashboards(world) {
  const skipped = new Set(leftOut(world).map(({ name }) => name));
  return dashboardFiles()
    .filter((name) => !skipped.has(name))
    .map((name) => JSON.parse(readFileSync(join(dashboardsDirectory, `${name}.json`), "utf8")))
    .map((dashboard) => ({
      title: dashboard.title,
      uid: dashboard.uid,
      panels: panelsOf(dashboard),
    }));
}

/** Dashboards of plugins that the shop does not use now, and why. */
export function leftOut({ kafka }) {
  const { dependencies } = JSON.parse(readFileSync(join(shopSource, "package.json"), "utf8"));
  const isUsed = (name) =>
    !existsSync(join(root, "packages", name)) || dependencies[`@promenade/${name}`] !== undefined;
  return dashboardFiles().flatMap((name) => {
    if (!isUsed(name)) return [{ name, why: "left out: the shop does not use it" }];
    return name === "kafka" && !kafka.isRunning() ? [{ name, why: kafka.state() }] : [];
  });
}

function dashboardFiles() {
  return readdirSync(dashboardsDirectory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.replace(/\.json$/, ""))
    .toSorted();
}

function panelsOf(dashboard) {
  const drawn = dashboard.panels.flatMap((panel) =>
    panel.type === "row" ? panel.panels : [panel],
  );
  const queries = expressionsOf(dashboard);
  return drawn
    .filter(({ type }) => type !== "text")
    .map((panel) => ({
      title: panel.title,
      type: panel.type,
      unit: panel.fieldConfig.defaults.unit ?? "short",
      showsName: panel.options.textMode === "name",
      targets: queries
        .filter(({ panelId }) => panelId === panel.id)
        .map(({ expr, legend, format }) => ({
          legend,
          format,
          query: substituteVariables(expr, { job, instance: ".+", ...windows }),
          /** The latest answer that had data; [] until then. */
          samples: [],
          error: undefined,
        })),
    }));
}

/** Asks Prometheus for all of it, and keeps the answers in the targets. */
export async function refresh(dashboards, prometheus) {
  const targets = dashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.targets));
  const next = targets.values();
  const worker = async () => {
    for (const target of next) await ask(target, prometheus);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function ask(target, prometheus) {
  try {
    const samples = (await prometheus.query(target.query)).filter(
      ({ value }) => !Number.isNaN(value),
    );
    target.error = undefined;
    if (samples.length > 0) target.samples = samples;
  } catch (error) {
    target.error = error.message;
  }
}

/** A panel without a query has none either. */
export function hasData(panel) {
  return panel.targets.length > 0 && panel.targets.every(({ samples }) => samples.length > 0);
}
