import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  promenade as createApp,
  Registry,
  type Promenade,
  type ServerOptions,
} from "@promenade/core";
import { publish } from "@promenade/grafana";
import { node } from "@promenade/node";
import { startFakeGrafana, type FakeGrafana } from "@promenade/testing/grafana";
import {
  freePort,
  PrometheusClient,
  prometheusBinary,
  removeDirectory,
  startPrometheus,
  startService,
  temporaryDirectory,
  type PrometheusService,
} from "@promenade/testing/services";

/** What {@link startWorld} starts runs until it ends. */
export interface World extends AsyncDisposable {
  /** The healthy app, its own port, and the Prometheus that scrapes it. */
  readonly app: Promenade;
  readonly prometheus: PrometheusService;
  /** A Prometheus that scrapes nothing yet. */
  readonly empty: PrometheusService;
  /** Apps that are not as they should be. */
  readonly guarded: Promenade;
  readonly billing: Promenade;
  readonly bare: Promenade;
  /** Serves what it was last given. */
  readonly page: { readonly url: string; content: string; type: string };
}

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const host = "127.0.0.1";

export async function startWorld(): Promise<World> {
  const app = makeApp({ host, port: await freePort() });
  const guarded = makeApp({ host, port: 0, auth: { bearer: "open sesame" } });
  const billing = makeApp({ host, port: 0 }, "billing");
  const bare = createApp({
    service: "shop",
    registry: new Registry(),
    server: { host, port: 0 },
    log,
  });
  const apps = [app, guarded, billing, bare];
  for (const one of apps) await one.start();
  const address = addressOf(app);
  const prometheus = await startPrometheus({ version: "3", targets: [{ address, job: "shop" }] });
  const empty = await startPrometheus({ version: "3" });
  await prometheus.waitForScrapes([address], 8);
  const { server, page } = await startPage();
  return {
    app,
    prometheus,
    empty,
    guarded,
    billing,
    bare,
    page,
    async [Symbol.asyncDispose]() {
      server.close();
      await Promise.all([prometheus.stop(), empty.stop(), ...apps.map((one) => one.stop())]);
    },
  };
}

export function makeApp(server: ServerOptions, service = "shop"): Promenade {
  return createApp({
    service,
    version: "1.0.0",
    revision: "",
    plugins: [node()],
    registry: new Registry(),
    server,
    log,
  });
}

export function addressOf({ url }: Promenade): string {
  return new URL(url ?? "").host;
}

async function startPage(): Promise<{ readonly server: Server; readonly page: World["page"] }> {
  const page = { url: "", content: "", type: "" };
  const server = createServer((_, response) => {
    response.setHeader("content-type", page.type).end(page.content);
  });
  server.listen(0, host);
  await once(server, "listening");
  page.url = `http://${host}:${(server.address() as AddressInfo).port}/metrics`;
  return { server, page };
}

/** A Grafana with the app's dashboards and a data source. */
export async function startGrafana(
  app: Promenade,
  dataSourceUrl: string,
  options: Parameters<typeof startFakeGrafana>[0] = {},
): Promise<FakeGrafana> {
  const grafana = await startFakeGrafana({
    dataSources: [{ uid: "main", name: "Prometheus", url: dataSourceUrl, isDefault: true }],
    ...options,
  });
  await publish({
    connection: { url: grafana.url, token: "admin-token" },
    plugins: app.plugins,
    service: app.service,
  });
  return grafana;
}

/** A Prometheus without features, as a package of a distribution starts it. */
export async function startPlainPrometheus(
  target: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const directory = temporaryDirectory("plain-prometheus");
  const configuration = {
    global: { scrape_interval: "250ms", scrape_timeout: "250ms" },
    scrape_configs: [{ job_name: "shop", static_configs: [{ targets: [target] }] }],
  };
  writeFileSync(join(directory, "prometheus.yml"), JSON.stringify(configuration));
  const url = `http://${host}:${await freePort()}`;
  const service = await startService({
    name: "Prometheus",
    command: await prometheusBinary("prometheus", "3"),
    args: [
      `--config.file=${join(directory, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      `--web.listen-address=${new URL(url).host}`,
    ],
    directory,
    isReady: async () => (await fetch(`${url}/-/ready`)).ok,
  });
  await new PrometheusClient(url).waitForScrapes([target], 8);
  return {
    url,
    async stop() {
      await service.stop();
      removeDirectory(directory);
    },
  };
}
