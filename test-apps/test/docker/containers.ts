import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, PrometheusClient, run } from "@promenade/testing/services";
import { inject } from "vitest";
import { copyApp, packFor } from "../../../scripts/apps/work-copy.mjs";
import { repository, sourceOf } from "../support/places.ts";
import { runProgram } from "../support/programs.ts";
import type { RunningApp, RunningSample } from "../support/sample-app.ts";
import { type Compose, composeWith } from "./compose.ts";
import { docker } from "./engine.ts";
import { buildOnHostNetwork } from "./host-network.ts";

export interface RunningContainers extends RunningSample {
  readonly compose: Compose;
  readonly grafanaUrl: string;
}

export const projectOf = (app: string): string => `promenade-test-${app}`;

const askMetrics = `fetch("http://127.0.0.1:9464/metrics").then(async (answer) => process.stdout.write(await answer.text()))`;

/** Starts the compose.yaml of a sample app, as whoever follows its README does. */
export async function startContainers(
  name: string,
  cleanup: (() => Promise<unknown>)[],
): Promise<RunningContainers> {
  // Beside the copies of `npm run app`: the paths of compose.yaml lead from there.
  const directory = join(repository, ".demo", `containers-${name}`);
  const packed = `${directory}-tarballs`;
  cleanup.push(async () => {
    for (const one of [directory, packed]) rmSync(one, { recursive: true, force: true });
    await Promise.resolve();
  });
  copyApp(sourceOf(name), directory, await packFor(sourceOf(name), packed, runProgram));
  const port = {
    app: await freePort(),
    stock: await freePort(),
    prometheus: await freePort(),
    grafana: await freePort(),
  };
  const compose = composeWith(inject("compose"), {
    directory,
    project: projectOf(name),
    files: ["compose.yaml", ...(inject("isOwnEngine") ? [buildOnHostNetwork(directory)] : [])],
    environment: {
      APP_PORT: String(port.app),
      STOCK_PORT: String(port.stock),
      PROMETHEUS_PORT: String(port.prometheus),
      GRAFANA_PORT: String(port.grafana),
    },
  });
  await compose(["build"], 600_000);
  const down = async (): Promise<unknown> => await compose(["down", "--volumes"]);
  cleanup.push(down);
  // What is left of tests that were ended has data in it.
  await down();
  await compose(["up", "--detach"], 300_000).catch(async (error: Error) => {
    throw new Error(`${error.message}\n${await compose(["logs", "--tail=20"])}`);
  });
  const container = (await compose(["ps", "--quiet", "app"])).trim();
  const prometheus = (await compose(["ps", "--quiet", "prometheus"])).trim();
  await healthy(container);
  return {
    app: {
      ...appIn(container, compose),
      url: `http://127.0.0.1:${port.app}`,
      stockPort: port.stock,
    },
    prometheus: new PrometheusClient(`http://127.0.0.1:${port.prometheus}`),
    // As compose/prometheus.yml says.
    job: "app",
    checkMetrics: async (stdin) => {
      const args = ["exec", "--interactive", prometheus, "promtool", "check", "metrics"];
      return [await run("docker", args, { stdin })];
    },
    compose,
    grafanaUrl: `http://127.0.0.1:${port.grafana}`,
  };
}

function appIn(container: string, compose: Compose): Omit<RunningApp, "url"> {
  return {
    metricsAddress: "app:9464",
    exposition: async () => await compose(["exec", "-T", "app", "node", "--eval", askMetrics]),
    output: async () => await lastWords(container),
    stop: async () => {
      await compose(["stop", "--timeout=20", "app"]);
      const state = await docker(["inspect", "--format={{.State.ExitCode}}", container]);
      const { stderr } = await docker(["logs", container]);
      return { exitCode: Number(state.stdout), errors: stderr };
    },
  };
}

async function lastWords(container: string): Promise<string> {
  const { stdout, stderr } = await docker(["logs", "--tail=100", container]);
  return `${stdout}${stderr}`;
}

/** Waits for what the image's HEALTHCHECK says. */
async function healthy(container: string): Promise<void> {
  const format = "--format={{.State.Status}} {{.State.Health.Status}}";
  for (;;) {
    const state = (await docker(["inspect", format, container])).stdout.trim();
    if (state === "running healthy") return;
    if (state !== "running starting") {
      throw new Error(`The app's container is ${state}.\n${await lastWords(container)}`);
    }
    await sleep(200);
  }
}
