import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { ExportedFile } from "@promenade/grafana";
import { usageError } from "../errors.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { endpointOf, portOf } from "../options.ts";
import { dockerFailed, dockerMissing, findCompose, untilUp } from "../up/docker.ts";
import type { Context, Verb } from "../verb.ts";

interface UpOptions {
  readonly target?: readonly string[];
  readonly out: string;
  readonly prometheusPort: number;
  readonly grafanaPort: number;
  readonly dryRun?: boolean;
  readonly writeOnly?: boolean;
  readonly down?: boolean;
}

/** `promenade up`: Prometheus and Grafana in containers, set up for this app. */
export const up: Verb<UpOptions> = {
  name: "up",
  summary: "run Prometheus and Grafana in containers, set up for this app",
  description:
    "Writes a Compose file with a Prometheus that scrapes the app on this machine and a Grafana with its dashboards, and runs it. For development: whoever reaches this machine's loopback is Grafana's administrator.",
  options: [
    {
      flags: "-t, --target <url>",
      description: "a metrics endpoint; may be given several times (default: that of the set-up)",
      isRepeatable: true,
    },
    { flags: "-o, --out <directory>", description: "where the files go", default: ".promenade" },
    {
      flags: "--prometheus-port <port>",
      description: "Prometheus' port on this machine",
      default: 9090,
      parse: portOf,
    },
    {
      flags: "--grafana-port <port>",
      description: "Grafana's port on this machine",
      default: 3001,
      parse: portOf,
    },
    { flags: "--write-only", description: "write the files, and run nothing" },
    { flags: "--dry-run", description: "print the Compose file, and write nothing" },
    { flags: "--down", description: "stop and remove the containers" },
  ],
  examples: [
    { command: "promenade up", meaning: "writes .promenade, and starts it" },
    { command: "promenade up --down", meaning: "ends it" },
    { command: "promenade up --write-only", meaning: "for a Compose file of your own to include" },
  ],
  async run(context) {
    const { options, output, directory } = context;
    const folder = resolve(directory, options.out);
    if (options.down === true) return await takeDown(context, folder);
    const { files, project, targets } = await makeStack(context);
    if (options.dryRun === true) {
      for (const { path, content } of files) {
        output.step({ mark: "ok", text: `${options.out}/${path} would be written` });
        if (path === "compose.yaml" || path === "prometheus.yml")
          for (const line of content.trimEnd().split("\n")) output.line(`    ${line}`);
      }
      output.result({ directory: folder, files });
      return exitCodes.ok;
    }
    const { writeFiles } = await import("@promenade/grafana");
    const written = await writeFiles(folder, files);
    const shown = relative(directory, folder) || ".";
    output.step({ mark: "ok", text: `${shown}: ${files.length} files written` });
    output.result({ directory: folder, files: written });
    if (options.writeOnly === true) {
      output.line(`Start it: docker compose --file ${shown}/compose.yaml up --detach`);
      return exitCodes.ok;
    }
    return await start(context, folder, project, targets);
  },
};

async function makeStack({ options, loadApp }: Context<UpOptions>): Promise<{
  readonly files: readonly ExportedFile[];
  readonly project: string;
  readonly targets: readonly string[];
}> {
  const app = await loadApp();
  const { boardsOf } = await import("@promenade/grafana");
  const { stackFiles } = await import("../up/files.ts");
  const { service } = app.service;
  const targets = options.target ?? [endpointOf(app)];
  const { prometheusPort, grafanaPort } = options;
  const boards = await boardsOf(app.plugins, { grafanaUrl: `http://localhost:${grafanaPort}` });
  return {
    files: stackFiles({ service, targets, boards, prometheusPort, grafanaPort }),
    project: projectOf(service),
    targets,
  };
}

async function start(
  { options, output, interruption }: Context<UpOptions>,
  folder: string,
  project: string,
  targets: readonly string[],
): Promise<ExitCode> {
  const compose = await findCompose(join(folder, "compose.yaml"), project);
  if (compose === undefined) throw dockerMissing(folder);
  output.progress("docker compose up");
  const result = await compose(["up", "--detach"], (line) => output.progress(line));
  if (result.code !== 0) throw dockerFailed("up", result);
  const interrupted = interruption();
  const urls = {
    prometheus: `http://localhost:${options.prometheusPort}`,
    grafana: `http://localhost:${options.grafanaPort}`,
  };
  const checks = { prometheus: "/-/ready", grafana: "/api/health" } as const;
  let isUp = true;
  for (const name of ["prometheus", "grafana"] as const) {
    output.progress(`waiting for ${name}`);
    const hasCome = await untilUp(urls[name] + checks[name], 120_000, interrupted);
    isUp &&= hasCome;
    output.step({
      mark: hasCome ? "ok" : "problem",
      text: `${name}: ${urls[name]}${hasCome ? "" : " does not answer"}`,
      fix: hasCome ? undefined : `docker compose --project-name ${project} logs ${name}`,
    });
  }
  output.line(`Scrapes ${targets.join(", ")}. End it by: promenade up --down`);
  if (
    targets.some((target) => /\/\/127\.|\/\/\[::1\]/.test(target)) &&
    process.platform === "linux"
  )
    output.warn(
      "The app listens on the loopback only, which a container on Linux does not reach. Leave `server: { host }` out while you look.",
    );
  output.result({ ok: isUp, ...urls, targets, directory: folder });
  return isUp ? exitCodes.ok : exitCodes.problem;
}

async function takeDown(
  { output, options, loadApp }: Context<UpOptions>,
  folder: string,
): Promise<ExitCode> {
  const file = join(folder, "compose.yaml");
  if (!existsSync(file))
    throw usageError(`There is no ${options.out}/compose.yaml, so nothing was started from here.`);
  const project = projectOf((await loadApp()).service.service);
  const compose = await findCompose(file, project);
  if (compose === undefined) throw dockerMissing(folder);
  const result = await compose(["down", "--volumes"], (line) => output.progress(line));
  if (result.code !== 0) throw dockerFailed("down", result);
  output.step({ mark: "ok", text: `${project}: stopped and removed` });
  output.result({ ok: true, project });
  return exitCodes.ok;
}

/** What Compose takes as a project's name. */
function projectOf(service: string): string {
  return `promenade-${service.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-")}`;
}
