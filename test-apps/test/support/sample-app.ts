import type { Plugin } from "@promenade/core";
import type { PrometheusClient, RunResult } from "@promenade/testing/services";

export type Environment = Readonly<Record<string, string>>;

export interface SampleApp {
  /** Its folder beside this one. */
  readonly name: string;
  /** The plugins that it uses: their dashboards are looked at. */
  readonly plugins: readonly Plugin[];
  readonly healthPath?: string;
  /** One round of everything that users do; called again until every panel has data. */
  readonly traffic: (world: World) => Promise<void>;
  /** Metrics that the app cannot bring about, each with the reason. */
  readonly unrecorded: Readonly<Record<string, string>>;
  /** `Row / Panel` of panels that then have no data, each with the reason. */
  readonly emptyPanels?: Readonly<Record<string, string>>;
  /** Lines that the app itself means to write to its standard error. */
  readonly expectedErrors?: RegExp;
}

/** A sample app that can be started without containers, too. */
export interface InstalledSampleApp extends SampleApp {
  /** Another program of the app, which runs beside it with the same environment. */
  readonly beside?: string;
  /** Starts what the app needs, and tells it where that is. */
  readonly services: () => Promise<{
    readonly environment: Environment;
    readonly stop: () => Promise<void>;
  }>;
}

/** What traffic may do. */
export interface World {
  readonly url: string;
  /** Where the shop's warehouse reaches it. */
  readonly stockPort?: number | undefined;
  /** Waits until Prometheus has asked once more. */
  scraped(): Promise<void>;
}

export interface RunningApp {
  /** Where it listens, when it does. */
  readonly url: string;
  /** Where the shop's warehouse reaches it. */
  readonly stockPort?: number;
  /** `host:port` of its metrics. */
  readonly metricsAddress: string;
  exposition(): Promise<string>;
  /** The last of what it wrote, for whoever has to find out why a test failed. */
  output(): Promise<string>;
  /** Ends it by SIGTERM; tells what it ended with, and what it wrote to its standard error. */
  stop(): Promise<{ readonly exitCode: number | undefined; readonly errors: string }>;
}

/** A sample app with what it needs, and a Prometheus that scrapes it. */
export interface RunningSample {
  readonly app: RunningApp;
  readonly prometheus: PrometheusClient;
  /** What Prometheus calls it. */
  readonly job: string;
  /** Runs `promtool check metrics` of each version of Prometheus that there is. */
  checkMetrics(exposition: string): Promise<readonly RunResult[]>;
}

/** A way to make an app run. */
export interface Launcher<S extends SampleApp, R extends RunningSample = RunningSample> {
  readonly title: string;
  /** Starts all of it; how to stop each part goes to `cleanup` as soon as it runs. */
  launch(sample: S, cleanup: (() => Promise<unknown>)[]): Promise<R>;
  /** Tests of this way alone, while the app runs. */
  readonly tests?: (sample: S, running: () => R) => void;
}
