import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { PluginContext } from "@promenade/core";
import { boardsOf } from "./boards.ts";
import type { FromThread, ToThread } from "./messages.ts";
import type { PreviewSettings } from "./preview-run.ts";

const openMetrics = "application/openmetrics-text; version=1.0.0";

/** More than the samples may take, so that a mistake of ours ends the thread and not the app. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

type Settings = Omit<PreviewSettings, "dashboards" | "rules">;

/** The app's end of the preview: hands scrapes to the thread that does everything else. */
export class AppThread {
  readonly #context: PluginContext;
  readonly #settings: Settings;
  readonly #dashboards: readonly object[];
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #isStopped = false;

  constructor(context: PluginContext, settings: Settings, dashboards: readonly object[]) {
    this.#context = context;
    this.#settings = settings;
    this.#dashboards = dashboards;
  }

  /** Returns at once: neither the dashboards nor the thread delay the app's start. */
  start(): void {
    // Timers wait until the app's start has yielded.
    this.#timer = setTimeout(() => {
      void this.#launch().catch((error: unknown) => this.#giveUp(error));
    }, 0).unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #launch(): Promise<void> {
    const { app, log } = this.#context;
    const boards = await boardsOf(app.plugins, (plugin, error) =>
      log.warn(`The preview leaves out the dashboards of plugin "${plugin}": ${textOf(error)}`),
    );
    if (this.#isStopped) return;
    const workerData: PreviewSettings = {
      ...this.#settings,
      dashboards: [...boards.dashboards, ...this.#dashboards],
      rules: boards.rules,
    };
    const worker = new Worker(threadFile(import.meta.url), {
      workerData,
      resourceLimits,
      name: "promenade-preview",
      // The app's own flags, loaders among them, are none of the thread's business.
      execArgv: [],
    });
    this.#worker = worker;
    worker.on("message", (message: FromThread) => this.#take(message));
    worker.on("error", (error) => this.#giveUp(error));
    // After the listeners: each of them would hold the process again.
    worker.unref();
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case "listening":
        this.#context.log.info(`The preview of the dashboards is at ${message.url}`);
        this.#timer = setInterval(
          () => void this.#scrape(),
          this.#settings.intervalMilliseconds,
        ).unref();
        void this.#scrape();
        break;
      case "failed":
        this.#giveUp(message.message);
        break;
      case "taken":
        this.#isBusy = false;
        break;
    }
  }

  /** One at a time: a thread that is behind must not be sent more. */
  async #scrape(): Promise<void> {
    if (this.#isBusy || this.#worker === undefined) return;
    this.#isBusy = true;
    const time = Date.now();
    const begin = performance.now();
    const result = await this.#context.app.text("openmetrics").then(
      (text) => ({ text, contentType: openMetrics }),
      (error: unknown) => ({ error: textOf(error) }),
    );
    const durationSeconds = (performance.now() - begin) / 1000;
    const message: ToThread = {
      type: "scrape",
      target: 0,
      scrape: { time, durationSeconds, result },
    };
    this.#worker?.postMessage(message);
  }

  #giveUp(error: unknown): void {
    if (this.#isStopped) return;
    this.#context.log.warn(
      `The preview does not run (${textOf(error)}); the app and its metrics are not affected.`,
    );
    void this.stop();
  }
}

/**
 * The file of the thread, beside this one, by whose URL it is found. Where a bundler put this code into a file of the app,
 * there is none, or none of ours. The tests run the sources as they are.
 * @throws Error
 */
export function threadFile(own: string | undefined): URL {
  const [, extension] = /\/app-thread\.(js|ts)$/.exec(own ?? "") ?? [];
  const file = extension === undefined ? undefined : new URL(`./thread.${extension}`, own);
  if (file === undefined || !existsSync(file))
    throw new Error(
      "a bundler put it into a file of the app, where its thread cannot be found: keep @promenade/preview out of the bundle as an external package, or run `npx promenade preview` beside the app",
    );
  return file;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
