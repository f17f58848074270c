import type { Plugin } from "@promenade/core";

export type Environment = Readonly<Record<string, string>>;

export interface SampleApp {
  /** Its folder beside this one. */
  readonly name: string;
  /** The plugins that it uses: their dashboards are looked at. */
  readonly plugins: readonly Plugin[];
  readonly healthPath?: string;
  /** Another program of the app, which runs beside it with the same environment. */
  readonly beside?: string;
  /** Starts what the app needs, and tells it where that is. */
  readonly services: () => Promise<{
    readonly environment: Environment;
    readonly stop: () => Promise<void>;
  }>;
  /** One round of everything that users do; called again until every panel has data. */
  readonly traffic: (world: World) => Promise<void>;
  /** Metrics that the app cannot bring about, each with the reason. */
  readonly unrecorded: Readonly<Record<string, string>>;
  /** `Row / Panel` of panels that then have no data, each with the reason. */
  readonly emptyPanels?: Readonly<Record<string, string>>;
  /** Lines that the app itself means to write to its standard error. */
  readonly expectedErrors?: RegExp;
}

/** What traffic may do. */
export interface World {
  readonly url: string;
  /** Waits until Prometheus has asked once more. */
  scraped(): Promise<void>;
}

export interface RunningApp {
  /** Where it listens, when it does. */
  readonly url: string;
  /** `host:port` of its metrics. */
  readonly metricsAddress: string;
  exposition(): Promise<string>;
  /** Ends it by SIGTERM; tells what it ended with, and what it wrote to its standard error. */
  stop(): Promise<{ readonly exitCode: number | undefined; readonly errors: string }>;
}

/** A program of an app, as `startService` starts it. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** A way to make an app run. */
export interface Launcher {
  readonly title: string;
  /** Makes an app ready; gives what turns its programs, such as `dist/main.js`, into commands. */
  prepare(app: string): Promise<(program: string, environment: Environment) => Command>;
}
