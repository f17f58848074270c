import type { PluginContext } from "@promenade/core";
import { Ledger } from "../annotations/ledger.ts";
import {
  markMoment,
  markStart,
  stretchDeploy,
  type Marked,
  type Marking,
} from "../annotations/mark.ts";
import type { annotationSettings } from "../annotations/options.ts";
import { markStore } from "../annotations/store.ts";
import { detectCommitUrl, type MarkKind } from "../annotations/words.ts";
import { GrafanaClient } from "../client/client.ts";
import type { GrafanaConnection } from "../client/connection.ts";
import { messageOf } from "../message.ts";
import { chooseTransport } from "../transport/choose.ts";
import type { PublishReport } from "../upload/report.ts";
import type { metrics } from "./metrics.ts";

type Settings = NonNullable<ReturnType<typeof annotationSettings>>;

/** How long a stop of the app may wait for Grafana. */
const stopMilliseconds = 2000;

/** The marks of one process: its start, and its stop. */
export class MarksRun {
  readonly #context: PluginContext<typeof metrics>;
  readonly #connection: GrafanaConnection;
  readonly #settings: Settings;
  readonly #up: number;
  /** How to reach what the start was marked by; a stop is marked only then. */
  #report: PublishReport | undefined;

  constructor(
    context: PluginContext<typeof metrics>,
    connection: GrafanaConnection,
    settings: Settings,
    up: number,
  ) {
    this.#up = up;
    this.#context = context;
    this.#connection = connection;
    this.#settings = settings;
  }

  /** Rejects only when the work is given up. */
  async start(client: GrafanaClient, report: PublishReport): Promise<void> {
    if (report.transport === undefined || !this.#settings.deploys) return;
    const begin = performance.timeOrigin;
    await this.#guard("deploy", async () => {
      const marking = await this.#marking(client, report);
      const marked = await markStart(marking, begin, this.#up);
      this.#report = report;
      if (marked === undefined) return;
      this.#count(marked);
      if (marked.kind !== "deploy" || marked.id === undefined) return;
      await client.sleep(Math.random() * this.#settings.settleSeconds * 1000);
      await stretchDeploy(marking, marked.id, begin, this.#up);
    });
  }

  /** Marks the stop, if Grafana is quick enough. Never rejects. */
  async stop(): Promise<void> {
    const report = this.#report;
    this.#report = undefined;
    if (report === undefined || !this.#settings.stops) return;
    const signal = AbortSignal.timeout(stopMilliseconds);
    const connection = { ...this.#connection, timeoutMilliseconds: stopMilliseconds };
    const client = new GrafanaClient(connection, { signal });
    await this.#guard("stop", async () => {
      const marking = await this.#marking(client, report);
      this.#count(await markMoment(marking, "stop", Date.now()));
    }).catch(() => undefined);
    await client.close();
  }

  async #marking(client: GrafanaClient, report: PublishReport): Promise<Marking> {
    const who = this.#context.service;
    const {
      rolloutSeconds,
      settleSeconds,
      restarts,
      commitUrl = detectCommitUrl(),
    } = this.#settings;
    const transport = await chooseTransport(client, report.transport ?? "auto");
    const folder = report.folders.findLast(({ result }) => result !== "failed");
    return {
      client,
      store: markStore(client),
      ledger: new Ledger({ client, transport, who, folderUid: folder?.uid, commitUrl }),
      who,
      commitUrl,
      rolloutMilliseconds: rolloutSeconds * 1000,
      settleMilliseconds: settleSeconds * 1000,
      marksRestarts: restarts,
    };
  }

  #count({ kind, result }: Pick<Marked, "kind"> & { readonly result: string }): void {
    this.#context.guard(() => this.#context.metrics.annotations.inc({ kind, result }))();
  }

  async #guard(kind: MarkKind, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if ((error as Error).name === "AbortError") throw error;
      this.#count({ kind, result: "failed" });
      this.#context.log.warn(
        `The ${kind} is not marked in Grafana: ${messageOf(error)}. The marks that dashboards make of the metric are there all the same; \`annotations: false\` of grafana() turns these off.`,
      );
    }
  }
}
