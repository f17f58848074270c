import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, removeDirectory, startService, temporaryDirectory } from "./process.ts";
import { prometheusBinary, type PrometheusVersion } from "./prometheus-binaries.ts";
import { PrometheusClient } from "./prometheus-client.ts";
import { run } from "./run.ts";

/** Something to scrape. */
export interface ScrapeTarget {
  /** `host:port`. */
  readonly address: string;
  /** Default "app". */
  readonly job?: string;
  /** Default "/metrics". */
  readonly path?: string;
  /** Labels added to every series, for example `{ instance: "a" }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What `startPrometheus()` takes; all of it is optional. */
export interface PrometheusOptions {
  /** Default "2". */
  readonly version?: PrometheusVersion;
  readonly targets?: readonly ScrapeTarget[];
  /** Default 250. */
  readonly scrapeIntervalMilliseconds?: number;
  /** Rules as YAML, evaluated at each scrape interval. */
  readonly rules?: string;
  /** More top-level configuration, for example `{ scrape_configs: […] }`, in addition to the targets. */
  readonly configuration?: Readonly<Record<string, unknown>> & {
    readonly scrape_configs?: readonly unknown[];
  };
  /** Accept remote write on `/api/v1/write`. Default false. */
  readonly remoteWriteReceiver?: boolean;
  /** Samples with timestamps in OpenMetrics text, which it then has from the start, however old they are. */
  readonly history?: string;
  /** More feature flags, for example `promql-experimental-functions`. */
  readonly features?: readonly string[];
}

/** A running Prometheus, with exemplar storage and native histograms on. */
export interface PrometheusService extends PrometheusClient {
  /** Scrapes one more target from now on. */
  scrape(target: ScrapeTarget): void;
  /** Ends it and removes its data. Later calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a real Prometheus on a free port.
 * @throws ServiceMissingError `PROMENADE_SERVICE_MISSING`
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusService> {
  const command = await prometheusBinary("prometheus", options.version ?? "2");
  const directory = temporaryDirectory("prometheus");
  const targets = [...(options.targets ?? [])];
  writeTargets(directory, targets);
  const file = join(directory, "prometheus.yml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration(options)));
  if (options.rules !== undefined) writeFileSync(join(directory, "rules.yaml"), options.rules);
  if (options.history !== undefined) await backfill(directory, options);
  const port = await freePort();
  const client = new PrometheusClient(`http://127.0.0.1:${port}`);
  const server = await startService({
    name: "Prometheus",
    command,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--enable-feature=${["exemplar-storage", "native-histograms", ...(options.features ?? [])].join(",")}`,
      "--scrape.discovery-reload-interval=100ms",
      ...(options.history === undefined ? [] : ["--storage.tsdb.retention.time=100y"]),
      ...(options.remoteWriteReceiver === true ? ["--web.enable-remote-write-receiver"] : []),
    ],
    directory,
    isReady: async () => (await fetch(`${client.url}/-/ready`)).ok,
  }).catch((error: unknown) => {
    removeDirectory(directory);
    throw error;
  });
  return Object.assign(client, {
    scrape: (target: ScrapeTarget): void => {
      targets.push(target);
      writeTargets(directory, targets);
    },
    stop: async (): Promise<void> => {
      await server.stop();
      removeDirectory(directory);
    },
  });
}

async function backfill(directory: string, options: PrometheusOptions): Promise<void> {
  const file = join(directory, "history.txt");
  writeFileSync(file, options.history ?? "");
  const command = await prometheusBinary("promtool", options.version ?? "2");
  const args = ["tsdb", "create-blocks-from", "openmetrics", file, join(directory, "data")];
  const { code, stderr } = await run(command, args);
  if (code === 0) return;
  removeDirectory(directory);
  throw new Error(`promtool could not read the history: ${stderr.trim()}`);
}

function configuration(options: PrometheusOptions): unknown {
  const interval = `${options.scrapeIntervalMilliseconds ?? 250}ms`;
  const discovery = {
    job_name: "app",
    file_sd_configs: [{ files: ["targets.json"], refresh_interval: "1s" }],
  };
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    ...(options.rules === undefined ? {} : { rule_files: ["rules.yaml"] }),
    ...options.configuration,
    scrape_configs: [discovery, ...(options.configuration?.scrape_configs ?? [])],
  };
}

/** Prometheus watches the file, so a new one must appear whole. */
function writeTargets(directory: string, targets: readonly ScrapeTarget[]): void {
  const groups = targets.map(({ address, job, path, labels }) => ({
    targets: [address],
    labels: {
      ...(job === undefined ? {} : { job }),
      ...(path === undefined ? {} : { __metrics_path__: path }),
      ...labels,
    },
  }));
  writeFileSync(join(directory, ".targets.json"), JSON.stringify(groups));
  renameSync(join(directory, ".targets.json"), join(directory, "targets.json"));
}
