import { join } from "node:path";
import { startFakeGrafana } from "@promenade/testing/grafana";
import { startPrometheus, startService } from "@promenade/testing/services";
import { history } from "../../../packages/cli/test/history.ts";
import type { Block } from "../blocks.ts";
import { runBash } from "./bash.ts";
import type { Example } from "./example.ts";
import { environmentOf, inSandbox, makeSandbox } from "./sandbox.ts";

const setUp = `import { promenade } from "@promenade/core";
import { node } from "@promenade/node";
import { prisma } from "@promenade/prisma";

export const metrics = promenade({ service: "shop", plugins: [node(), prisma()] });
`;

export interface Page {
  /** Its commands, in their order: later ones find what earlier ones wrote. */
  readonly commands: readonly Block[];
  /** Its TypeScript, which they read. */
  readonly sources: readonly Block[];
  readonly example: Example;
}

type Environment = Readonly<Record<string, string>>;

/** Runs a page's commands as somebody would who follows it: in an app's directory, beside the running app. */
export async function complaintsOf({
  commands,
  sources,
  example,
}: Page): Promise<readonly string[]> {
  const [first] = commands;
  if (first === undefined) return [];
  const files = { "promenade.ts": setUp, ...filesOf(sources), ...example.files };
  const directory = await makeSandbox(first, { files });
  const stops: (() => Promise<void>)[] = [];
  const complaints: string[] = [];
  try {
    const environment = await startWorld(commands, example, directory, stops);
    for (const block of commands) {
      const shown = inSandbox(block, example, directory, environment).code;
      const { code, stdout, stderr } = await runBash(shown, directory, environment);
      const expected = example.exitCodes?.[block.id] ?? 0;
      if (code !== expected)
        complaints.push(`${block.page}:${block.line} ended with ${code}.\n${stdout}${stderr}`);
    }
    await example.afterCommands?.(directory);
  } finally {
    for (const stop of stops) await stop();
  }
  return complaints;
}

function filesOf(sources: readonly Block[]): Readonly<Record<string, string>> {
  const named = sources.filter(({ file }) => !/\/snippet-\d+\.ts$/.test(file));
  return Object.fromEntries(named.map(({ file, code }) => [file.replace(/^.*\//, ""), code]));
}

async function startWorld(
  commands: readonly Block[],
  example: Example,
  directory: string,
  stops: (() => Promise<void>)[],
): Promise<Environment> {
  const grafana =
    example.services?.includes("grafana") === true ? await startFakeGrafana() : undefined;
  if (grafana !== undefined) stops.push(async () => await grafana.stop());
  const account = { GRAFANA_URL: grafana?.url ?? "", GRAFANA_TOKEN: "admin-token" };
  const { hasPrometheus = false } = example;
  const environment: Environment = {
    ...(await environmentOf(example, grafana === undefined ? {} : { grafana: account })),
    // As in the history that its Prometheus has.
    ...(hasPrometheus ? { DOCS_REVISION: "" } : {}),
  };
  const ports = JSON.parse(environment["DOCS_PORTS"] ?? "{}") as Record<string, number>;
  for (const port of ["9464", "9465"]) {
    const isShown = commands.some(({ code }) => code.includes(port));
    if (!isShown && !(hasPrometheus && port === "9464")) continue;
    stops.push(await startApp(port, ports[port] ?? 0, directory, environment));
  }
  if (!hasPrometheus) return environment;
  const address = `127.0.0.1:${ports["9464"]}`;
  const prometheus = await startPrometheus({
    version: "3",
    history: history(),
    targets: [{ address, job: "shop" }],
  });
  stops.push(async () => await prometheus.stop());
  await prometheus.waitForScrapes([address]);
  grafana?.addDataSource({ uid: "grafanacloud-prom", name: "Prometheus", url: prometheus.url });
  return {
    ...environment,
    PROMETHEUS_HERE: prometheus.url,
    DOCS_PORTS: JSON.stringify({ ...ports, 9090: Number(new URL(prometheus.url).port) }),
  };
}

async function startApp(
  shown: string,
  port: number,
  directory: string,
  environment: Environment,
): Promise<() => Promise<void>> {
  const app = await startService({
    name: "the page's app",
    command: process.execPath,
    args: [join(import.meta.dirname, "app.ts"), shown],
    directory,
    environment,
    isReady: async () => (await fetch(`http://127.0.0.1:${port}/-/healthy`)).ok,
  });
  return async () => await app.stop();
}
