import { spawn } from "node:child_process";
import { once } from "node:events";
import { promenade, Registry, type Promenade } from "@promenade/core";
import { boardsOf } from "@promenade/grafana";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { startPrometheus } from "@promenade/testing/services";
import { bin, environment, manifest, project } from "./helpers.ts";
import { history, shiftSeconds } from "./history.ts";

/** An app with its Prometheus and its Grafana, in which the README's commands run. */
export interface World {
  /** What a command prints, with the addresses that a reader would have. */
  promenade(args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** A dashboard of the user's own, in which a label is misspelt. */
async function checkout(): Promise<string> {
  const [application] = (await boardsOf([node()])).flatMap(({ dashboards }) => dashboards);
  const panel = {
    id: 1,
    type: "timeseries",
    title: "Orders stored",
    description: "How many orders the database takes.",
    gridPos: { x: 0, y: 0, w: 24, h: 8 },
    datasource: { type: "prometheus", uid: "${datasource}" },
    fieldConfig: { defaults: { unit: "ops" } },
    targets: [
      {
        refId: "A",
        expr: 'sum by (modle) (rate(prisma_operation_duration_seconds_count{job=~"$job", instance=~"$instance"}[$__rate_interval]))',
        legendFormat: "stored",
      },
    ],
  };
  return JSON.stringify({ ...application, uid: "checkout", title: "Checkout", panels: [panel] });
}

export async function startWorld(): Promise<World> {
  const grafana = await startFakeGrafana();
  const prometheus = await startPrometheus({ version: "3", history: history() });
  const app = await startApp();
  const directory = await project({
    "package.json": manifest({
      scripts: { dev: "node src/main.ts" },
      dependencies: { "@prisma/client": "7.10.0", typescript: "5.9.3" },
    }),
    "src/main.ts": "",
    "grafana/checkout.json": await checkout(),
  });
  const addresses: readonly (readonly [real: string, shown: string])[] = [
    [prometheus.url, "http://localhost:9090"],
    [grafana.url, "https://grafana.example.com"],
    [app.url ?? "", "http://localhost:9464/metrics"],
  ];
  const secrets = { GRAFANA_URL: grafana.url, GRAFANA_TOKEN: "admin-token" };
  return {
    promenade: async ([verb = "", ...args]) => {
      const real = [verb, ...args, ...extraArguments(verb, app)].map((arg) =>
        replaceAll(
          arg,
          addresses.map(([is, shown]) => [shown, is]),
        ),
      );
      const isOfGrafana = verb === "publish" || verb === "annotate";
      const printed = await print(directory, real.map(shiftMoments), isOfGrafana ? secrets : {});
      return settle(replaceAll(printed, addresses));
    },
    stop: async () => {
      await Promise.all([grafana.stop(), prometheus.stop(), app.stop()]);
    },
  };
}

async function startApp(): Promise<Promenade> {
  const app = promenade({
    service: "shop",
    plugins: [node(), prisma()],
    registry: new Registry(),
    server: { port: 0, host: "127.0.0.1" },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await app.start();
  return app;
}

/** The app of the test is on a port of its own, and so is its preview. */
function extraArguments(verb: string, { url = "" }: Promenade): readonly string[] {
  if (verb === "doctor") return ["--url", url];
  return verb === "preview" ? ["--port", "0", "--target", url] : [];
}

/** Both streams, as a terminal would show them; a command that runs on gets Ctrl+C once it has spoken. */
async function print(
  directory: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: directory,
    env: environment(extra),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const take = (text: string): void => {
    output += text;
    if (output.includes("Ctrl+C ends it.")) child.kill("SIGINT");
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  await once(child, "close");
  return output.endsWith("\n") ? output : `${output}\n`;
}

/** The hour of the README is in the past for good; the one that Prometheus has just ended. */
function shiftMoments(arg: string): string {
  return arg.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\dZ/g, (text) =>
    new Date(Date.parse(text) + shiftSeconds * 1000).toISOString(),
  );
}

function shiftBack(text: string): string {
  const day = 86_400;
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, (time) =>
      new Date(Date.parse(`${time.replace(" ", "T")}Z`) - shiftSeconds * 1000)
        .toISOString()
        .replace("T", " ")
        .slice(0, 19),
    )
    .replaceAll(/(?<= to )(\d\d):(\d\d):(\d\d)/g, (_time, hours, minutes, seconds) => {
      const real = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      const shown = (((real - shiftSeconds) % day) + day) % day;
      return new Date(shown * 1000).toISOString().slice(11, 19);
    });
}

/** What differs from machine to machine, as on the author's. */
function settle(text: string): string {
  return shiftBack(text)
    .replaceAll(/Preview: http:\/\/\S+/g, "Preview: http://localhost:9465/")
    .replaceAll(/\d+ samples/g, "213 samples")
    .replaceAll(/\d+ series, of/g, "213 series, of");
}

function replaceAll(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}
