import type { PluginContext } from "@promenade/core";
import { annotationSettings } from "../annotations/options.ts";
import { GrafanaClient } from "../client/client.ts";
import type { GrafanaConnection } from "../client/connection.ts";
import { messageOf } from "../message.ts";
import { uploadResults, type PublishReport } from "../upload/report.ts";
import { upload } from "../upload/upload.ts";
import { MarksRun } from "./marks.ts";
import type { metrics } from "./metrics.ts";
import { partsOf, type GrafanaOptions } from "./options.ts";
import { failureLine, successLine } from "./words.ts";

type Context = PluginContext<typeof metrics>;

/** The work beside the app: started, and given up at stop. Nothing of it throws, waits or holds. */
export class BackgroundRun {
  readonly #context: Context;
  readonly #options: Partial<GrafanaOptions>;
  readonly #client: GrafanaClient;
  readonly #abort = new AbortController();
  readonly #marks: MarksRun | undefined;
  #work: Promise<void> | undefined;

  /** `up`: when the app was. */
  constructor(
    context: Context,
    connection: GrafanaConnection,
    options: Partial<GrafanaOptions>,
    up: number,
  ) {
    this.#context = context;
    this.#options = options;
    this.#client = new GrafanaClient(connection, {
      signal: this.#abort.signal,
      isBackground: true,
      onRequest: context.guard((outcome) => {
        context.metrics.requests.inc({ outcome });
      }),
    });
    const settings = annotationSettings(options.annotations);
    this.#marks =
      settings === undefined ? undefined : new MarksRun(context, connection, settings, up);
  }

  start(): void {
    this.#work = this.#run().catch((error: unknown) => {
      if (this.#abort.signal.aborted) return;
      this.#fail();
      this.#context.log.warn(`The upload to Grafana failed: ${messageOf(error)}.`);
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#client.close();
    await this.#work;
    await this.#marks?.stop();
  }

  async #run(): Promise<void> {
    const { app, service } = this.#context;
    const begin = performance.now();
    const { uploading } = partsOf(this.#options);
    const report = await upload(this.#client, { service, plugins: app.plugins }, uploading);
    this.#context.guard(() => this.#record(report, (performance.now() - begin) / 1000))();
    if (report.ok) this.#context.log.info(successLine(report));
    else this.#context.log.error(failureLine(report));
    await this.#marks?.start(this.#client, report);
  }

  #fail(): void {
    this.#context.guard(() => this.#context.metrics.uploadStatus.set(0))();
  }

  #record(report: PublishReport, seconds: number): void {
    const { metrics } = this.#context;
    metrics.uploadStatus.set(report.ok ? 1 : 0);
    metrics.uploadDuration.set(seconds);
    for (const result of uploadResults) {
      const { length } = report.dashboards.filter((one) => one.result === result);
      metrics.uploadDashboards.set({ result }, length);
    }
  }
}
