import { checkOptions, PromenadeError } from "@promenade/core";
import { boardsOf } from "./boards.ts";
import { refuseTwins, settingsOf, startChecks, type StartPreviewOptions } from "./options.ts";

/** A target, as of its last scrape. */
export interface PreviewTargetStatus {
  /** Fit to be shown: without credentials. */
  readonly url: string;
  readonly job: string;
  readonly instance: string;
  /** "unknown" before the first scrape is over. */
  readonly health: "up" | "down" | "unknown";
  /** Why it is down; empty otherwise. */
  readonly lastError: string;
}

/** A preview at work. */
export interface RunningPreview {
  /** Where the page is. */
  readonly url: string;
  /** What was scraped last, in the order of the options. */
  targets(): readonly PreviewTargetStatus[];
  /** Frees the port and forgets the samples. Never rejects; a second call does nothing. */
  stop(): Promise<void>;
}

/**
 * Scrapes metrics endpoints and serves the dashboards, without an app of one's own: `promenade preview` is this. It
 * runs on the calling thread and keeps the process alive; in an app, name the plugin {@link preview} instead.
 * @throws PromenadeError `PROMENADE_OPTION_UNKNOWN`, `PROMENADE_OPTION_INVALID`, `PROMENADE_PREVIEW_TARGET_DUPLICATE`,
 * `PROMENADE_PORT_IN_USE`, `PROMENADE_SERVER_FAILED`, and `PROMENADE_PREVIEW_BOARDS` when a plugin's dashboards cannot be
 * loaded
 */
export async function startPreview(options: StartPreviewOptions): Promise<RunningPreview> {
  checkOptions("startPreview()", options, startChecks);
  const settings = settingsOf(options);
  refuseTwins(settings.targets);
  const boards = await boardsOf(options.plugins ?? [], (plugin, error) => {
    throw new PromenadeError(
      "PROMENADE_PREVIEW_BOARDS",
      `The dashboards of plugin "${plugin}" could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  });
  // An app that only names the plugin does not load the engine.
  const { PreviewRun } = await import("./preview-run.ts");
  const run = await PreviewRun.start({
    ...settings,
    service: options.service ?? "Promenade",
    dashboards: [...boards.dashboards, ...(options.dashboards ?? [])],
    rules: [...boards.rules, ...(options.rules ?? [])],
  });
  return {
    url: run.url,
    targets: () =>
      run.targets.map(({ url, job, instance, health, lastError }) => ({
        url,
        job,
        instance,
        health,
        lastError,
      })),
    stop: async () => {
      await run.stop().catch(() => undefined);
    },
  };
}
